import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import {
  NOTHING_MEASURED,
  type ProbeOutcome,
  type RunTrigger,
  type UnmeasuredReason,
} from '../../src/core/probe.ts';
import { afterRun, NOTHING_OWED, type Owing } from '../../src/probes/after-run.ts';
import type { Told } from '../../src/probes/observe-run.ts';

const AT = Date.parse('2026-11-28T12:00:00Z');
const measured: ProbeOutcome = { verdict: 'fail', measured: NOTHING_MEASURED, assertions: [], findings: [] };

function unmeasured(reason: UnmeasuredReason, retryAfterMs: number | null = null): ProbeOutcome {
  return { verdict: 'unmeasured', reason, detail: '', retryAfterMs };
}

const NO_NEWS: Told = { begun: false, undecided: false, decided: false };
const BEGAN: Told = { begun: true, undecided: true, decided: false };
const UNDECIDED: Told = { ...BEGAN, begun: false };
const DECIDED: Told = { ...NO_NEWS, decided: true };

interface Case {
  readonly name: string;
  readonly trigger: RunTrigger;
  readonly owed?: number;
  readonly owedFor?: Owing['owedFor'];
  readonly told: Told;
  readonly outcome?: ProbeOutcome;
  readonly tookMs?: number;
  readonly left: Partial<Owing>;
}

const SOON = { owedFor: 'confirm', holdUntil: AT + 30_000 } as const;

describe('what a run leaves to be done', () => {
  it.each<Case>([
    { name: 'nothing, where nothing is new', trigger: 'schedule', told: NO_NEWS, left: {} },
    { name: 'three confirmations, 30 s apart', trigger: 'schedule', told: BEGAN, left: { owed: 3, ...SOON } },
    { name: 'the same after a run by hand', trigger: 'hand', told: BEGAN, left: { owed: 3, ...SOON } },
    {
      name: 'three where a window of an hour ago is still undecided',
      trigger: 'schedule',
      told: UNDECIDED,
      left: { owed: 3, ...SOON },
    },
    {
      name: 'the rest of a burst while it is undecided',
      trigger: 'confirm',
      owed: 2,
      told: UNDECIDED,
      left: { owed: 2, ...SOON },
    },
    {
      name: 'the rest of a burst after a pass, which decides nothing',
      trigger: 'confirm',
      owed: 2,
      told: NO_NEWS,
      left: { owed: 2, ...SOON },
    },
    {
      name: 'nothing once an incident is open or over',
      trigger: 'confirm',
      owed: 2,
      told: DECIDED,
      left: {},
    },
    {
      name: 'the rest where something else is undecided still',
      trigger: 'confirm',
      owed: 2,
      told: { ...UNDECIDED, decided: true },
      left: { owed: 2, ...SOON },
    },
    {
      name: 'a whole burst for what began in it',
      trigger: 'confirm',
      owed: 1,
      told: BEGAN,
      left: { owed: 3, ...SOON },
    },
    { name: 'nothing after the last of them', trigger: 'confirm', owed: 0, told: UNDECIDED, left: {} },
    {
      name: 'a pause after a slow run',
      trigger: 'schedule',
      told: BEGAN,
      tookMs: MINUTE_MS,
      left: { owed: 3, owedFor: 'confirm', holdUntil: AT + MINUTE_MS + 5_000 },
    },
    {
      name: 'no confirmation of what passes by itself',
      trigger: 'schedule',
      told: NO_NEWS,
      outcome: unmeasured('overloaded'),
      left: {},
    },
    {
      name: 'a hold as long as the other side asks for',
      trigger: 'schedule',
      told: NO_NEWS,
      outcome: unmeasured('rate-limited', 90_000),
      left: { holdUntil: AT + 2_000 + 90_000 },
    },
    {
      name: 'a hold for confirmations, too',
      trigger: 'confirm',
      owed: 2,
      told: NO_NEWS,
      outcome: unmeasured('rate-limited', 90_000),
      left: { owed: 2, owedFor: 'confirm', holdUntil: AT + 2_000 + 90_000 },
    },
    {
      name: 'no burst that could not go on soon: the next slots see to it',
      trigger: 'confirm',
      owed: 2,
      told: NO_NEWS,
      outcome: unmeasured('rate-limited', 3_600_000),
      left: { holdUntil: AT + 2_000 + 3_600_000 },
    },
    {
      name: 'a burst as it was, where a run by hand amid it could not be measured',
      trigger: 'hand',
      owed: 2,
      told: NO_NEWS,
      outcome: unmeasured('network'),
      left: { owed: 2, ...SOON },
    },
    {
      name: 'two more tries where our own program was late',
      trigger: 'schedule',
      told: NO_NEWS,
      outcome: unmeasured('event-loop-late'),
      left: { owed: 2, owedFor: 'again', holdUntil: AT + 30_000 },
    },
    {
      name: 'and no more than those',
      trigger: 'again',
      owed: 0,
      owedFor: 'again',
      told: NO_NEWS,
      outcome: unmeasured('event-loop-late'),
      left: {},
    },
    {
      name: 'no further try once one worked',
      trigger: 'again',
      owed: 1,
      owedFor: 'again',
      told: NO_NEWS,
      left: {},
    },
    {
      name: 'three confirmations of what such a try found first',
      trigger: 'again',
      owed: 1,
      owedFor: 'again',
      told: BEGAN,
      left: { owed: 3, ...SOON },
    },
    {
      name: 'confirmation that somebody has to do something',
      trigger: 'schedule',
      told: BEGAN,
      outcome: unmeasured('unauthorized'),
      left: { owed: 3, ...SOON },
    },
  ])(
    '$name',
    ({ trigger, owed = 0, owedFor = 'confirm', told, outcome = measured, tookMs = 2 * SECOND_MS, left }) => {
      const owing = { owed, owedFor, holdUntil: null };
      expect(afterRun(owing, { trigger, told, outcome, at: AT }, AT + tookMs)).toEqual({
        ...NOTHING_OWED,
        ...left,
      });
    },
  );
});
