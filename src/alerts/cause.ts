import type { Observation } from '../core/incident.ts';

/** Labels that name a probable cause, the likeliest first: what several things stand on breaks them together. */
const CAUSES = ['upstream', 'provider', 'host'] as const;
/** Cards that may be open at once; beyond, what comes shares one. */
export const MOST_CARDS = 200;
export const TOO_MANY = 'too many at once';

type Subject = Pick<Observation, 'fingerprint' | 'labels' | 'except'>;

/** What incidents must have in common to share a card. What some channel must not see shares none with what it may. */
export function causeOf({ fingerprint, labels, except }: Subject, openCards: number): string {
  const name = CAUSES.find((label) => Object.hasOwn(labels, label) && labels[label] !== '');
  const common = openCards >= MOST_CARDS ? TOO_MANY : fingerprint;
  const cause = name === undefined ? common : `${name}=${labels[name] ?? ''}`;
  return except.length === 0 || cause === fingerprint
    ? cause
    : `${cause}, not for ${except.toSorted().join(', ')}`;
}
