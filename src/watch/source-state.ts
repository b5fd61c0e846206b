import { MINUTE_MS } from '../core/duration.ts';
import type { RefusedRequest } from '../core/ports.ts';
import { isVerifyReason } from './verify-causes.ts';

/** So many refusals by the limit within this time are noise. */
export const NOISY_COUNT = 20;
export const NOISY_MS = 5 * MINUTE_MS;
/** Client addresses that are remembered of what failed. */
const ADDRESSES_KEPT = 5;

/** What is known of a source between two judgements. Changed on the path of requests: nothing here costs anything. */
export interface SourceState {
  lastEventAt: number | null;
  silenceTold: boolean;
  /** Failed verifications without an accepted event between, by reason; the reasons are a closed union. */
  row: number;
  rowSince: number;
  /** When the newest of them failed. */
  failedAt: number;
  readonly reasons: Map<string, number>;
  /** The last few, the newest at the end. */
  readonly addresses: string[];
  /** Of the newest failure, to look it up with. */
  requestId: string | null;
  /** True where an event was accepted since failures were last told. */
  trusted: boolean;
  /** Ever, and of them those that were told. */
  failures: number;
  failuresTold: number;
  /** When the limit last refused: a ring of `NOISY_COUNT` times. */
  readonly limitedAt: Float64Array;
  limited: number;
  limitedTold: number;
  /** True where the ring was full of recent times since noise was last told. */
  noisy: boolean;
}

export function createSourceState(): SourceState {
  return {
    lastEventAt: null,
    silenceTold: false,
    row: 0,
    rowSince: 0,
    failedAt: 0,
    reasons: new Map(),
    addresses: [],
    requestId: null,
    trusted: false,
    failures: 0,
    failuresTold: 0,
    limitedAt: new Float64Array(NOISY_COUNT).fill(-Infinity),
    limited: 0,
    limitedTold: 0,
    noisy: false,
  };
}

export function noteAccepted(state: SourceState, now: number): void {
  state.lastEventAt = now;
  state.trusted = true;
  if (state.row === 0) return;
  state.row = 0;
  state.reasons.clear();
  state.addresses.length = 0;
}

/** A request that was refused, as far as it says something of its sender. */
export type Refusal = Pick<RefusedRequest, 'reason' | 'at' | 'ip' | 'requestId'>;

export function noteRefused(state: SourceState, refusal: Refusal): void {
  if (refusal.reason === 'rate_limited') noteLimited(state, refusal.at);
  else if (isVerifyReason(refusal.reason)) noteFailure(state, refusal);
}

function noteLimited(state: SourceState, now: number): void {
  const place = state.limited % NOISY_COUNT;
  state.limited += 1;
  state.limitedAt[place] = now;
  const oldest = state.limitedAt[(place + 1) % NOISY_COUNT] ?? -Infinity;
  if (now - oldest <= NOISY_MS) state.noisy = true;
}

function noteFailure(state: SourceState, { reason, at, ip, requestId }: Refusal): void {
  if (state.row === 0) state.rowSince = at;
  state.failedAt = at;
  state.requestId = requestId;
  state.row += 1;
  state.failures += 1;
  state.reasons.set(reason, (state.reasons.get(reason) ?? 0) + 1);
  const { addresses } = state;
  if (addresses.at(-1) === ip) return;
  const known = addresses.indexOf(ip);
  if (known !== -1) addresses.splice(known, 1);
  else if (addresses.length >= ADDRESSES_KEPT) addresses.shift();
  addresses.push(ip);
}
