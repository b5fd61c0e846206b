import { SECOND_MS } from '../core/duration.ts';

/** How far apart two failing checks must be to be believed. */
export const BELIEVE_MS = 5 * SECOND_MS;

/** What is believed of our own connection. Times are epoch milliseconds. */
export type ConnectionState =
  | { readonly kind: 'up' }
  /** One check failed; `seenAt` is when it ended. */
  | { readonly kind: 'suspected'; readonly since: number; readonly seenAt: number }
  | { readonly kind: 'down'; readonly since: number; readonly believedAt: number }
  /** No target answers, and yet a message arrived: nothing is known before one of them answers again. */
  | { readonly kind: 'untrusted' };

export interface ConnectionStep {
  readonly state: ConnectionState;
  /** `blip`: a single check failed, and the next one did not. */
  readonly change: 'none' | 'suspected' | 'blip' | 'went-down' | 'came-back' | 'trusted-again';
}

/** What a check that ran from `startedAt` to `endedAt` changes; `reached`: some target answered. */
export function afterCheck(
  state: ConnectionState,
  reached: boolean,
  { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number },
): ConnectionStep {
  switch (state.kind) {
    case 'up':
      return reached
        ? { state, change: 'none' }
        : { state: { kind: 'suspected', since: startedAt, seenAt: endedAt }, change: 'suspected' };
    case 'suspected':
      if (reached) return { state: { kind: 'up' }, change: 'blip' };
      return startedAt - state.seenAt >= BELIEVE_MS
        ? { state: { kind: 'down', since: state.since, believedAt: endedAt }, change: 'went-down' }
        : { state, change: 'none' };
    case 'down':
      return reached ? { state: { kind: 'up' }, change: 'came-back' } : { state, change: 'none' };
    case 'untrusted':
      return reached ? { state: { kind: 'up' }, change: 'trusted-again' } : { state, change: 'none' };
  }
}
