import { describe, expect, it, test } from 'vitest';
import type { CanaryPhase, PhaseName } from '../../../src/cli/demo/judge-canary.ts';
import { judge, type Outcome } from '../../../src/cli/demo/judge.ts';
import { report } from '../../../src/cli/demo/report.ts';
import { VERDICTS } from '../../../src/core/probe.ts';

const ACCEPTED = { status: 202, id: 'e1', duplicate: false };
const CALM_ONE = { name: 'calm', answers: [ACCEPTED], delivered: true, shown: 1, marked: 0 };
const KILLED_ONE = {
  name: 'killed',
  answers: [null, { status: 200, id: 'e2', duplicate: true }],
  delivered: true,
  shown: 2,
  marked: 1,
};
const FORGED = {
  kind: 'forged',
  expect: { status: 401, reason: 'signature_mismatch' },
  status: 401,
  reason: 'signature_mismatch',
};
const NINE = Date.UTC(2026, 2, 4, 9);
const CANARY: Outcome['canary'] = {
  phases: {
    usual: phase('p'.repeat(26)),
    blip: phase('f'),
    'asked again': phase('p'),
    night: phase('ppppp'),
    slow: phase('ff'),
    confirmed: phase('f', 1),
    'still slow': phase('f'),
    'fast again': phase('ppp'),
    resolved: phase('p', 1),
    evening: phase('ppppppp'),
  },
  incidents: [{ startedAt: NINE, resolvedAt: NINE + 7_260_000 }],
};
const LEDGER: Outcome['ledger'] = {
  toldUnknown: 1,
  toldShare: 1,
  refused: 402,
  spend: { calls: 15, costUsd: '0.84', unpricedCalls: 1 },
};
const GOOD: Outcome = {
  good: [CALM_ONE, KILLED_ONE],
  bad: [FORGED],
  eventsKept: 2,
  stoppedCleanly: true,
  canary: CANARY,
  ledger: LEDGER,
};

function inLedger(changes: Partial<Outcome['ledger']>): Outcome {
  return { ...GOOD, ledger: { ...LEDGER, ...changes } };
}

/** `verdicts`: a letter for each run. */
function phase(verdicts: string, told = 0): CanaryPhase {
  const words = new Map(VERDICTS.map((verdict) => [verdict.charAt(0), verdict]));
  const runs = verdicts.split('').flatMap((letter) => {
    const verdict = words.get(letter);
    return verdict === undefined ? [] : [{ verdict }];
  });
  return { runs, told };
}

describe('judge', () => {
  it('finds nothing wrong where all is well, a marked repeat and a duplicate included', () => {
    expect(judge(GOOD)).toEqual({
      problems: [],
      accepted: 2,
      delivered: 2,
      lost: 0,
      badRefused: 1,
      postedAgain: 1,
      duplicates: 1,
      possibleRepeats: 1,
      repeats: 1,
    });
  });

  it('counts what was acknowledged and not delivered', () => {
    expect(judge(withCalm({ delivered: false }))).toMatchObject({ accepted: 2, delivered: 1, lost: 1 });
    expect(judge(withCalm({ shown: 0 }))).toMatchObject({ accepted: 2, delivered: 1, lost: 1 });
  });

  function withCalm(change: Partial<Outcome['good'][number]>): Outcome {
    return { ...GOOD, good: [{ ...CALM_ONE, ...change }, KILLED_ONE] };
  }

  function inPhase(name: PhaseName, verdicts: string, told: number): Outcome {
    const phases = { ...CANARY.phases, [name]: phase(verdicts, told) };
    return { ...GOOD, canary: { ...CANARY, phases } };
  }

  function withIncidents(...resolved: readonly (number | null)[]): Outcome {
    const incidents = resolved.map((resolvedAt) => ({ startedAt: NINE, resolvedAt }));
    return { ...GOOD, canary: { ...CANARY, incidents } };
  }

  test.each<[string, Outcome, RegExp]>([
    ['an accepted one is not delivered', withCalm({ delivered: false }), /^calm: accepted and LOST$/],
    ['a delivered one was never shown', withCalm({ shown: 0 }), /^calm: accepted and LOST$/],
    ['one came twice without a mark', withCalm({ shown: 2 }), /^calm: shown 2 times, 0 of them marked/],
    [
      'one became two events',
      withCalm({ answers: [ACCEPTED, { ...ACCEPTED, id: 'e3' }] }),
      /^calm: became 2 events$/,
    ],
    [
      'a first post is called a duplicate',
      withCalm({ answers: [{ status: 200, id: 'e1', duplicate: true }] }),
      /^calm: called a duplicate/,
    ],
    ['the database has more than was accepted', { ...GOOD, eventsKept: 3 }, /has 3 events, but 2/],
    [
      'a forgery was accepted',
      { ...GOOD, bad: [{ ...FORGED, status: 202 }] },
      /^forged: expected 401 .* got 202/,
    ],
    [
      'a forgery was refused for another reason',
      { ...GOOD, bad: [{ ...FORGED, reason: 'signature_missing' }] },
      /^forged: expected 401 signature_mismatch, got 401 signature_missing/,
    ],
    ['a forgery got no answer', { ...GOOD, bad: [{ ...FORGED, status: null }] }, /got no answer/],
    ['nothing was in flight at the kill', { ...GOOD, good: [CALM_ONE], eventsKept: 1 }, /in flight/],
    ['the program had to be killed at the end', { ...GOOD, stoppedCleanly: false }, /did not stop/],
    [
      'the canary failed while all was well',
      inPhase('usual', `${'p'.repeat(25)}f`, 0),
      /^canary, usual: expected 24 passing runs or more, got pass, .*, fail$/,
    ],
    ['it was not asked all the time', inPhase('usual', 'pppp', 0), /^canary, usual: expected 24 /],
    [
      'it could not be asked',
      inPhase('evening', 'pppuppp', 0),
      /^canary, evening: expected passing runs, .* unmeasured/,
    ],
    ['the blip was not seen', inPhase('blip', 'p', 0), /^canary, blip: expected 1 failing run, got pass$/],
    ['the blip was not asked again', inPhase('asked again', '', 0), /^canary, asked again: .*, got none$/],
    ['the blip woke somebody', inPhase('asked again', 'p', 1), /^canary, asked again: .* 0 messages, got 1$/],
    ['somebody was told before the third run', inPhase('slow', 'ff', 1), /^canary, slow: .*, got 1$/],
    [
      'it was slow and nobody was told',
      inPhase('confirmed', 'f', 0),
      /^canary, confirmed: .* 1 message, got 0$/,
    ],
    ['it was told twice', inPhase('confirmed', 'f', 2), /^canary, confirmed: .*, got 2$/],
    ['what is known was told again', inPhase('still slow', 'f', 1), /^canary, still slow: .*, got 1$/],
    [
      'its end was told before it was sure',
      inPhase('fast again', 'ppp', 1),
      /^canary, fast again: .*, got 1$/,
    ],
    ['its end was told to nobody', inPhase('resolved', 'p', 0), /^canary, resolved: .*, got 0$/],
    ['it is still open', withIncidents(null), /^canary: its incident is still open$/],
    ['the blip became an incident', withIncidents(NINE, NINE), /^canary: expected 1 incident, got 2$/],
    ['an unknown cost was told twice', inLedger({ toldUnknown: 2 }), /^ledger: an unknown cost was told 2/],
    ['nobody heard of the budget', inLedger({ toldShare: 0 }), /^ledger: that 80 % were used was told 0/],
    ['a budget was overspent', inLedger({ refused: 201 }), /^ledger: .* no room for was answered 201$/],
    [
      'a call was counted twice',
      inLedger({ spend: { calls: 16, costUsd: '0.90', unpricedCalls: 1 } }),
      /^ledger: expected 15 calls for \$0\.84, got 16 for \$0\.90$/,
    ],
  ])('says what is wrong where %s', (_what, outcome, problem) => {
    const judgement = judge(outcome);
    expect(judgement.problems).toEqual([expect.stringMatching(problem)]);
    expect(report(outcome, judgement, 1_000)).toContain(`- ${judgement.problems[0]}`);
  });

  it('names one that was never accepted, and counts it neither as delivered nor as lost', () => {
    const refused = { ...CALM_ONE, answers: [{ status: 503, id: null, duplicate: false }], delivered: false };
    const judgement = judge({ ...GOOD, good: [refused, KILLED_ONE], eventsKept: 1 });
    expect(judgement.problems).toEqual(['calm: never accepted (503)']);
    expect(judgement).toMatchObject({ accepted: 1, delivered: 1, lost: 0 });
  });
});
