import type { ObservationPolicy } from '../core/incident.ts';
import type { UnmeasuredReason } from '../core/probe.ts';

/**
 * What failed once is asked three times more within two minutes; three of the four must fail before anybody is called, and
 * four in a row pass before it is over: what is twice as slow as usual passes now and then.
 */
export const CONFIRMED: ObservationPolicy = {
  fire: { n: 3, of: 4 },
  resolve: { n: 4, of: 4 },
  quietMs: null,
  tell: 'at-once',
};

/** Told after three slots in a row: most of it passes by itself, and asking more often would make it worse. */
export const PASSES: ObservationPolicy = {
  fire: { n: 3, of: 3 },
  resolve: { n: 1, of: 1 },
  quietMs: null,
  tell: 'at-once',
};

/** What somebody has to do something about is told as soon as it is confirmed. */
export const NEEDS_SOMEBODY: ObservationPolicy = { ...CONFIRMED, resolve: { n: 1, of: 1 } };

export const AT_ONCE: ObservationPolicy = { ...PASSES, fire: { n: 1, of: 1 } };

/** Two slots in a row with their made-up runs: a machine that is busy once is no news, one that always is leaves us blind. */
export const OFTEN: ObservationPolicy = { ...PASSES, fire: { n: 6, of: 6 } };

/** How what can't be asked is told of; `null`: not at all: it is our own fault, or somebody's wish, and told elsewhere. */
export function policyOf(reason: UnmeasuredReason): ObservationPolicy | null {
  switch (reason) {
    case 'unreachable':
    case 'billing':
    case 'unauthorized':
    case 'no-such-model':
    case 'bad-request':
    case 'no-sensor':
      return NEEDS_SOMEBODY;
    case 'network':
    case 'rate-limited':
    case 'overloaded':
    case 'server-error':
    case 'program-error':
      return PASSES;
    case 'event-loop-late':
      return OFTEN;
    case 'own-connection':
    case 'paused':
      return null;
  }
}
