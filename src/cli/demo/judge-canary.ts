import { countOf } from '../../core/count-of.ts';
import type { Incident } from '../../core/incident.ts';
import type { ProbeRun } from '../../core/probe.ts';

/** What happens to the canary, in this order. */
export const PHASES = [
  'usual',
  'blip',
  'asked again',
  'night',
  'slow',
  'confirmed',
  'still slow',
  'fast again',
  'resolved',
  'evening',
] as const;
export type PhaseName = (typeof PHASES)[number];

export interface CanaryPhase {
  /** The oldest first. */
  readonly runs: readonly Pick<ProbeRun, 'verdict'>[];
  /** How many messages people got meanwhile. */
  readonly told: number;
}

export interface CanaryOutcome {
  readonly phases: Readonly<Record<PhaseName, CanaryPhase>>;
  /** All that the database has. */
  readonly incidents: readonly Pick<Incident, 'startedAt' | 'resolvedAt'>[];
}

interface Expected {
  /** Of the verdicts, a letter each: pass, fail, unmeasured. */
  readonly verdicts: RegExp;
  /** The same in words. */
  readonly runs: string;
  readonly told: number;
}

const EXPECTED: Readonly<Record<PhaseName, Expected>> = {
  usual: { verdicts: /^p{24,}$/, runs: '24 passing runs or more', told: 0 },
  blip: { verdicts: /^f$/, runs: '1 failing run', told: 0 },
  'asked again': { verdicts: /^p{1,3}$/, runs: '1 to 3 passing runs', told: 0 },
  night: { verdicts: /^p+$/, runs: 'passing runs', told: 0 },
  slow: { verdicts: /^ff$/, runs: '2 failing runs', told: 0 },
  confirmed: { verdicts: /^f$/, runs: '1 failing run', told: 1 },
  'still slow': { verdicts: /^f$/, runs: '1 failing run', told: 0 },
  'fast again': { verdicts: /^ppp$/, runs: '3 passing runs', told: 0 },
  resolved: { verdicts: /^p$/, runs: '1 passing run', told: 1 },
  evening: { verdicts: /^p+$/, runs: 'passing runs', told: 0 },
};

/** What is not as it should be, in words. */
export function* canaryProblems({ phases, incidents }: CanaryOutcome): Generator<string> {
  for (const name of PHASES) yield* phaseProblems(name, phases[name]);
  if (incidents.length !== 1) yield `canary: expected 1 incident, got ${incidents.length}`;
  for (const { resolvedAt } of incidents) if (resolvedAt === null) yield 'canary: its incident is still open';
}

export function* phaseProblems(name: PhaseName, { runs, told }: CanaryPhase): Generator<string> {
  const expected = EXPECTED[name];
  const verdicts = runs.map(({ verdict }) => verdict);
  if (!expected.verdicts.test(verdicts.map((verdict) => verdict[0] ?? '').join(''))) {
    yield `canary, ${name}: expected ${expected.runs}, got ${verdicts.join(', ') || 'none'}`;
  }
  if (told !== expected.told) {
    yield `canary, ${name}: expected ${countOf(expected.told, 'message')}, got ${told}`;
  }
}
