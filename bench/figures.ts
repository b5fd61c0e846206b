import { median } from '../src/core/median.ts';

/** How fast a server answered. */
export interface Figures {
  /** Requests, or what else is counted. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Of each figure by itself. */
export function medians(rounds: readonly Figures[]): Figures {
  const of = (figure: keyof Figures): number => median(rounds.map((round) => round[figure])) ?? 0;
  return { perSecond: of('perSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms') };
}
