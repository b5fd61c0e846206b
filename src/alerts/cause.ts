import type { Observation } from '../core/incident.ts';

/** Labels that name a probable cause, the likeliest first: what several things stand on breaks them together. */
const CAUSES = ['upstream', 'provider', 'host'] as const;
/** Cards that may be open at once; beyond, what comes shares one. */
export const MOST_CARDS = 200;
export const TOO_MANY = 'too many at once';

type Subject = Pick<Observation, 'fingerprint' | 'labels' | 'except' | 'to'>;

/**
 * What incidents must have in common to share a card. What some channel must not see shares none with what it may, nor
 * what goes to certain channels only with what goes elsewhere.
 */
export function causeOf({ fingerprint, labels, except, to }: Subject, openCards: number): string {
  const name = CAUSES.find((label) => Object.hasOwn(labels, label) && labels[label] !== '');
  const common = openCards >= MOST_CARDS ? TOO_MANY : fingerprint;
  const cause = name === undefined ? common : `${name}=${labels[name] ?? ''}`;
  if (cause === fingerprint) return cause;
  const only = to === undefined ? '' : `, for ${named(to)}`;
  return except.length === 0 ? cause + only : `${cause}${only}, not for ${named(except)}`;
}

function named(channels: readonly string[]): string {
  return channels.toSorted().join(', ');
}
