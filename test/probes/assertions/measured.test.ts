import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../src/probes/assertions/subject.ts';
import { problemOf, verdictOf } from './judged.ts';

const usage = (fresh: number | null, visible: number | null, reasoning: number | null = null) => ({
  input: { fresh, cacheRead: null, cacheWrite: null },
  output: { visible, reasoning },
});

const cases: readonly (readonly [entry: object, given: Partial<Subject>, verdict: string])[] = [
  [{ type: 'latency', threshold: 820 }, {}, 'pass: took 820 ms, within 820 ms'],
  [{ type: 'latency', threshold: 800 }, {}, 'fail: took 820 ms, more than 800 ms'],
  [{ type: 'latency', threshold: 4_000 }, { latencyMs: 4_000.4 }, 'fail: took 4.0004 s, more than 4 s'],
  [{ type: 'not-latency', threshold: 800 }, {}, 'pass: took 820 ms, more than 800 ms'],
  [{ type: 'x-ttft', threshold: 300 }, {}, 'pass: began after 210 ms, within 300 ms'],
  [{ type: 'x-ttft', threshold: 200 }, {}, 'fail: began after 210 ms, more than 200 ms'],
  [{ type: 'x-ttft', threshold: 200 }, { ttftMs: null }, 'fail: has no first token'],
  [{ type: 'cost', threshold: 0.001 }, {}, 'pass: cost $0.001, within $0.001'],
  [
    { type: 'cost', threshold: 0.001 },
    { costPico: 1_000_000_001n },
    'fail: cost $0.001000000001, more than $0.001',
  ],
  [{ type: 'cost', threshold: 0 }, { costPico: 0n }, 'pass: cost $0.00, within $0.00'],
  [
    { type: 'cost', threshold: 1 },
    { costPico: null },
    'fail: has an unknown cost: it names no usage, or nobody knows its price',
  ],
  [
    { type: 'not-cost', threshold: 1 },
    { costPico: null },
    'fail: has an unknown cost: it names no usage, or nobody knows its price',
  ],
  [{ type: 'not-cost', threshold: 0.0005 }, {}, 'pass: cost $0.001, more than $0.0005'],
  [{ type: 'finish-reason', value: 'STOP' }, {}, 'pass: ended by "stop"'],
  [
    { type: 'finish-reason', value: 'stop' },
    { finishReason: 'length' },
    'fail: ended by "length", not "stop"',
  ],
  [{ type: 'finish-reason', value: 'stop' }, { finishReason: null }, 'fail: does not say why it ended'],
  [{ type: 'not-finish-reason', value: 'stop' }, { finishReason: null }, 'pass: does not say why it ended'],
  [{ type: 'not-finish-reason', value: 'length' }, {}, 'pass: ended by "stop", not "length"'],
  [{ type: 'x-model-id', value: 'gpt-4o-2024-08-06' }, {}, 'pass: names the model "gpt-4o-2024-08-06"'],
  [{ type: 'x-model-id', value: 'gpt-4o-*' }, {}, 'pass: names the model "gpt-4o-2024-08-06"'],
  [
    { type: 'x-model-id', value: ['gpt-4o', 'gpt.4o*'] },
    {},
    'fail: names the model "gpt-4o-2024-08-06", not "gpt-4o", "gpt.4o*"',
  ],
  [
    { type: 'x-model-id', value: 'openai/*:free' },
    { model: 'openai/a/b:free' },
    'pass: names the model "openai/a/b:free"',
  ],
  [{ type: 'x-model-id', value: '*' }, { model: null }, 'fail: names no model'],
  [
    { type: 'x-fingerprint', value: ['fp_1', 'fp_44709d6fcb'] },
    {},
    'pass: has the fingerprint "fp_44709d6fcb"',
  ],
  [{ type: 'x-fingerprint', value: 'fp_1' }, {}, 'fail: has the fingerprint "fp_44709d6fcb", not "fp_1"'],
  [{ type: 'x-fingerprint', value: 'fp_1' }, { fingerprint: null }, 'fail: has no fingerprint'],
  [{ type: 'x-usage-present' }, {}, 'pass: says its usage: 16 in, 10 out'],
  [{ type: 'x-usage-present' }, { usage: usage(0, 0) }, 'pass: says its usage: 0 in, 0 out'],
  [{ type: 'x-usage-present' }, { usage: null }, 'fail: does not say its usage'],
  [{ type: 'x-usage-present' }, { usage: usage(null, null) }, 'fail: does not say its usage'],
  [{ type: 'x-usage-present' }, { usage: usage(null, 5) }, 'fail: says its usage without input tokens'],
  [{ type: 'x-token-band', value: { max: 10 } }, {}, 'pass: used 10 output tokens, within 0 to 10'],
  [{ type: 'x-token-band', value: { min: 11 } }, {}, 'fail: used 10 output tokens, less than 11'],
  [{ type: 'x-token-band', value: { max: 15 }, of: 'input' }, {}, 'fail: used 16 input tokens, more than 15'],
  [
    { type: 'x-token-band', value: { min: 20, max: 30 }, of: 'total' },
    {},
    'pass: used 26 total tokens, within 20 to 30',
  ],
  [
    { type: 'x-token-band', value: { max: 30 }, of: 'total' },
    { usage: usage(null, 5) },
    'fail: has an unknown number of total tokens',
  ],
  [
    { type: 'x-token-band', value: { max: 30 } },
    { usage: null },
    'fail: has an unknown number of output tokens',
  ],
];

describe('what was measured', () => {
  it.each(cases)('%j of %o', (entry, given, verdict) => {
    expect(verdictOf(entry, given)).toBe(verdict);
  });

  it('needs a range with an end', () => {
    expect(problemOf({ type: 'x-token-band', value: {} })).toBe('needs `min` or `max`');
  });
});

describe('x-latency-baseline', () => {
  const steady = Array.from({ length: 48 }, (_, i) => 990 + (i % 3) * 10);
  const type = 'x-latency-baseline';

  it.each([
    [
      'says nothing before it has seen enough',
      steady.slice(0, 7),
      9_000,
      /^pass: .*no verdict yet: 7 of 24 samples$/,
    ],
    ['says nothing without any run', [], 9_000, /^pass: .*no verdict yet: 0 of 24 samples$/],
    ['passes what is as usual', steady, 1_080, 'pass: took 1.08 s; usually 1 s, late above 1.5 s (48 runs)'],
    ['fails a doubling', steady, 2_000, 'fail: took 2 s; usually 1 s, late above 1.5 s (48 runs)'],
    [
      'takes no alarm at a tiny difference from what never differs',
      Array.from({ length: 99 }, () => 40),
      180,
      /^pass/,
    ],
    ['knows an end of that patience', Array.from({ length: 99 }, () => 40), 191, /^fail/],
    ['is not moved by outliers', [...steady, ...Array.from({ length: 12 }, () => 60_000)], 2_000, /^fail/],
  ])('%s', (_what, baseline, latencyMs, verdict) => {
    const said = verdictOf({ type }, { baseline, latencyMs });
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatch(verdict);
  });

  it('takes other limits', () => {
    const given = { baseline: steady, latencyMs: 1_300 };
    expect(verdictOf({ type, factor: 1.2 }, given)).toMatch(/^fail: .*late above 1\.2 s/);
    expect(verdictOf({ type, samples: 100 }, given)).toMatch(/^pass: .*48 of 100 samples/);
  });
});
