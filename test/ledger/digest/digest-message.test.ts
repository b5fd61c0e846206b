import { describe, expect, it } from 'vitest';
import type { BudgetView } from '../../../src/core/ledger-views.ts';
import type { SpendSums } from '../../../src/core/ledger.ts';
import type { Message } from '../../../src/core/message.ts';
import { NO_SUMS } from '../../../src/core/spend-sums.ts';
import type { DigestInput } from '../../../src/ledger/digest/digest-input.ts';
import { digestMessage } from '../../../src/ledger/digest/digest-message.ts';

const NOW = Date.parse('2026-11-24T07:00:00+01:00');
const ZONE = 'Europe/Berlin';
const usd = (dollars: number) => BigInt(Math.round(dollars * 1e6)) * 1_000_000n;
const sums = (dollars: number, calls: number, unpriced = 0): SpendSums => ({
  ...NO_SUMS,
  costPico: usd(dollars),
  calls,
  unpriced,
});
const spend = (present: Record<string, SpendSums>, before: Record<string, SpendSums> = {}) => ({
  present: new Map(Object.entries(present)),
  before: new Map(Object.entries(before)),
});
const times = (count: number, ms: (i: number) => number) => Array.from({ length: count }, (_, i) => ms(i));

const NOTHING: DigestInput = {
  span: 'day',
  now: NOW,
  spend: spend({}),
  comparable: true,
  latencies: { present: new Map(), before: new Map() },
  canaries: { ran: 0, passed: 0, failed: 0, unmeasured: 0, failing: [] },
  incidents: { opened: 0, resolved: 0, open: [] },
  budgets: [],
};

function budget(of: Partial<BudgetView>): BudgetView {
  return {
    scope: 'workflow',
    workflow: 'digest',
    provider: null,
    period: 'month',
    unit: 'usd',
    limitUsd: '20.00',
    limitTokens: null,
    spentUsd: '16.40',
    spentTokens: 0,
    reservedUsd: '0.00',
    reservedTokens: 0,
    remainingUsd: '3.60',
    remainingTokens: null,
    unpricedCalls: 0,
    startedAt: null,
    resetsAt: null,
    forecastExhaustedAt: null,
    lastsWithout: null,
    paused: false,
    pausedBy: null,
    setBy: 'configuration',
    ...of,
  };
}

const say = (of: Partial<DigestInput>): Message => digestMessage({ ...NOTHING, ...of }, ZONE);
const lines = ({ facts = [] }: Message) =>
  facts.map((fact) => `${fact.label}: ${'text' in fact ? fact.text : fact.at}`);
const CANARIES = { ran: 3, passed: 72, failed: 0, unmeasured: 0, failing: [] };

it('says the whole of a day', () => {
  const message = say({
    spend: spend(
      { agent: sums(0.9, 1_000), digest: sums(0.5, 132), 'canary:pong': sums(0.02, 72) },
      { agent: sums(0.5, 800), digest: sums(0.75, 100), 'canary:pong': sums(0.02, 72) },
    ),
    latencies: {
      present: new Map([
        ['openai', times(100, (i) => 1_000 + i * 10)],
        ['ollama', times(30, () => 800)],
      ]),
      before: new Map([
        ['openai', times(100, (i) => 500 + i * 5)],
        ['ollama', times(30, () => 810)],
      ]),
    },
    canaries: CANARIES,
    incidents: { opened: 2, resolved: 1, open: ['pong answers wrongly'] },
    budgets: [
      budget({ forecastExhaustedAt: '2026-11-26T13:20:00.000Z' }),
      budget({ workflow: null, scope: 'overall', spentUsd: '1.00' }),
    ],
  });
  expect(message.title).toBe('Last 24 h: $1.42 (+12 %), 1,204 calls, all canaries passed, 1 incident open');
  expect(lines(message)).toEqual([
    'Most: agent $0.90, digest $0.50, canary:pong $0.02',
    'Up: agent +$0.40',
    'Down: digest −$0.25',
    'Canaries cost: $0.02, 72 calls',
    'p95 openai: 1.9 s, was 970 ms (+100 %)',
    'p95 ollama: 800 ms, as before',
    'Canaries: 72 runs of 3: 72 passed',
    'Incidents: 2 opened, 1 resolved, 1 still open',
    'Open: pong answers wrongly',
    'Budget digest, month: 82 % of $20.00, gone on Thursday at 14:20',
    'Budget overall, month: 5 % of $20.00',
  ]);
  expect(message.body).toBe('Held against the 24 h before.');
});

it('says next to nothing of nothing', () => {
  expect(say({})).toEqual({ title: 'Last 24 h: no calls', facts: [], body: '', link: null });
});

describe('the title', () => {
  it.each<[string, Partial<DigestInput>, string]>([
    [
      'a week',
      { span: 'week', spend: spend({ a: sums(2, 10) }, { a: sums(4, 10) }) },
      'Last 7 days: $2.00 (−50 %), 10 calls',
    ],
    ['one call', { spend: spend({ a: sums(2, 1) }) }, 'Last 24 h: $2.00, 1 call'],
    [
      'as much as before',
      { spend: spend({ a: sums(2, 9) }, { a: sums(2, 9) }) },
      'Last 24 h: $2.00 (as before), 9 calls',
    ],
    [
      'a span before that is not known whole',
      { comparable: false, spend: spend({ a: sums(2, 9) }, { a: sums(1, 9) }) },
      'Last 24 h: $2.00, 9 calls',
    ],
    [
      'calls of unknown cost',
      { spend: spend({ a: sums(2, 9, 3) }, { a: sums(1, 9) }) },
      'Last 24 h: at least $2.00, 9 calls',
    ],
    [
      'calls of unknown cost before',
      { spend: spend({ a: sums(2, 9) }, { a: sums(1, 9, 1) }) },
      'Last 24 h: $2.00, 9 calls',
    ],
    [
      'nothing but calls of unknown cost',
      { spend: spend({ a: sums(0, 9, 9) }) },
      'Last 24 h: cost unknown, 9 calls',
    ],
    ['calls that are free', { spend: spend({ a: sums(0, 9) }) }, 'Last 24 h: $0.00, 9 calls'],
    [
      'canaries that fail',
      { canaries: { ...CANARIES, failed: 4, failing: ['pong', 'ping'] } },
      'Last 24 h: no calls, 2 canaries failing',
    ],
    [
      'runs that failed',
      { canaries: { ...CANARIES, failed: 1 } },
      'Last 24 h: no calls, 1 canary run failed',
    ],
    [
      'canaries that were never measured',
      { canaries: { ...CANARIES, passed: 0, unmeasured: 9 } },
      'Last 24 h: no calls, no canary was measured',
    ],
    [
      'canaries that were not always measured',
      { canaries: { ...CANARIES, unmeasured: 9 } },
      'Last 24 h: no calls, no canary failed',
    ],
  ])('of %s', (_what, of, title) => {
    expect(say(of).title).toBe(title);
  });
});

describe('a line', () => {
  it.each<[string, Partial<DigestInput>, readonly string[]]>([
    [
      'says what the sum does not hold',
      { spend: spend({ a: sums(0, 3, 1) }) },
      ['Not in it: 1 call of unknown cost'],
    ],
    [
      'says what moved, not by less than a cent',
      { spend: spend({ a: sums(0.02, 3) }, { a: sums(0.011, 3) }) },
      ['Most: a $0.02'],
    ],
    [
      'says what moved, not by less than a twentieth',
      { spend: spend({ a: sums(10, 3) }, { a: sums(9.6, 3) }) },
      ['Most: a $10.00'],
    ],
    ['says what is gone altogether', { spend: spend({}, { a: sums(9, 3) }) }, ['Down: a −$9.00']],
    [
      'says nothing of moves where the span before is not known',
      { comparable: false, spend: spend({ a: sums(10, 3) }) },
      ['Most: a $10.00'],
    ],
    [
      'says no percentile of 19 calls',
      {
        latencies: {
          present: new Map([['p', times(19, () => 1)]]),
          before: new Map([['p', times(20, () => 1)]]),
        },
      },
      [],
    ],
    [
      'holds no percentile against 19 calls',
      {
        latencies: {
          present: new Map([['p', times(20, () => 1)]]),
          before: new Map([['p', times(19, () => 1)]]),
        },
      },
      ['p95 p: 1 ms'],
    ],
    [
      'says a percentile that one of twenty does not move',
      {
        latencies: {
          present: new Map([['p', [...times(19, () => 100), 90_000]]]),
          before: new Map([['p', times(20, () => 100)]]),
        },
      },
      ['p95 p: 100 ms, as before'],
    ],
    [
      'says which canaries fail',
      { canaries: { ran: 5, passed: 60, failed: 8, unmeasured: 2, failing: ['a', 'b', 'c', 'd'] } },
      ['Canaries: 70 runs of 5: 60 passed, 8 failed, 2 not measured', 'Failing now: a, b, c and 1 more'],
    ],
    [
      'says that a budget is used up',
      { budgets: [budget({ spentUsd: '20.00', forecastExhaustedAt: new Date(NOW).toISOString() })] },
      ['Budget digest, month: 100 % of $20.00, used up'],
    ],
    [
      'says nothing of a budget that nothing was taken from, or of no limit',
      { budgets: [budget({ spentUsd: '0.00' }), budget({ limitUsd: null, period: null })] },
      [],
    ],
    [
      'says of a budget in tokens',
      { budgets: [budget({ unit: 'tokens', limitUsd: null, limitTokens: 200_000, spentTokens: 20_000 })] },
      ['Budget digest, month: 10 % of 200k tokens'],
    ],
  ])('%s', (_what, of, expected) => {
    expect(lines(say(of))).toEqual(expected);
  });
});

const hostile = (i: number) =>
  `<b>@everyone</b>\n/pause digest\r\u2028\u001b[31m\u202e${i}${'x'.repeat(5_000)}`;

it('is 15 lines at most, each of them one line and short, whatever the names', () => {
  const many = times(50, (i) => i);
  const few = times(6, (i) => i);
  const message = say({
    spend: spend(
      { ...Object.fromEntries(few.map((i) => [hostile(i), sums(5 + 10 * i, 9, 1)])), 'canary:x': sums(1, 2) },
      Object.fromEntries(few.map((i) => [hostile(i), sums(30, 9)])),
    ),
    latencies: {
      present: new Map(many.map((i) => [hostile(i), times(40, () => 900)])),
      before: new Map(many.map((i) => [hostile(i), times(40, () => 100)])),
    },
    canaries: { ran: 50, passed: 1, failed: 99, unmeasured: 9, failing: many.map(hostile) },
    incidents: { opened: 9, resolved: 9, open: many.map(hostile) },
    budgets: many.map((i) =>
      budget({ workflow: hostile(i), forecastExhaustedAt: '2026-12-26T13:20:00.000Z' }),
    ),
  });
  const all = [message.title, ...lines(message), message.body];
  expect(all).toHaveLength(15);
  for (const line of all) {
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(line.length).toBeLessThan(200);
  }
});
