import type { Card, Incident } from '../core/incident.ts';

/** What a card is about now: what is open on it, else what ended in its last trouble, not in one before. */
export function presentOn({ openedAt }: Card, all: readonly Incident[]): readonly Incident[] {
  const open = all.filter(({ resolvedAt }) => resolvedAt === null);
  if (open.length > 0) return open;
  const last = all.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt >= openedAt);
  return last.length > 0 ? last : all;
}

/** When the first of them began, epoch milliseconds. */
export function earliest(incidents: readonly Incident[]): number {
  return Math.min(...incidents.map(({ startedAt }) => startedAt));
}
