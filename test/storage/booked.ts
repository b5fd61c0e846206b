import { HOUR_MS } from '../../src/core/duration.ts';
import type { BookedUse, Reservation } from '../../src/core/ledger.ts';
import { NOW } from './stores.ts';

/** In pico-USD. */
export const CENT = 10_000_000_000n;

/** A call of 100 tokens in and 50 out for a cent. */
export function useWith(changes: Partial<BookedUse> = {}): BookedUse {
  return {
    id: 'call-1',
    workflow: 'digest',
    at: NOW,
    provider: 'openai',
    model: 'gpt-4o',
    usage: '{"prompt_tokens":100,"completion_tokens":50}',
    buckets: {
      input: { fresh: 80, cacheRead: 20, cacheWrite: null },
      output: { visible: 50, reasoning: null },
    },
    costPico: CENT,
    priceStatus: 'listed',
    usageSource: 'provider',
    fullness: 3,
    tier: null,
    latencyMs: 812.4,
    traceId: '0123456789abcdef0123456789abcdef',
    trigger: { kind: 'cron', id: 'nightly' },
    promptHash: 'abc',
    ...changes,
  };
}

/** A cent held for an hour. */
export function reservationWith(changes: Partial<Reservation> = {}): Reservation {
  return {
    id: 'r1',
    workflow: 'digest',
    provider: 'openai',
    model: 'gpt-4o',
    held: { pico: CENT, tokens: 150 },
    at: NOW,
    leaseUntil: NOW + HOUR_MS,
    state: 'open',
    ...changes,
  };
}
