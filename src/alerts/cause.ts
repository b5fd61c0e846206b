import type { Labels } from '../core/incident.ts';

/** Labels that name a probable cause, the likeliest first: what several things stand on breaks them together. */
const CAUSES = ['upstream', 'provider', 'host'] as const;
/** Cards that may be open at once; beyond, what comes shares one. */
export const MOST_CARDS = 200;
export const TOO_MANY = 'too many at once';

/** What incidents must have in common to share a card. */
export function causeOf(fingerprint: string, labels: Labels, openCards: number): string {
  const name = CAUSES.find((label) => Object.hasOwn(labels, label) && labels[label] !== '');
  if (name !== undefined) return `${name}=${labels[name] ?? ''}`;
  return openCards >= MOST_CARDS ? TOO_MANY : fingerprint;
}
