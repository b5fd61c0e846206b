import { describe, expect, it } from 'vitest';
import { assertionSchema, compileAssertions, judge } from '../../../src/probes/assertions/index.ts';
import { naughtyStrings } from '../../support/corpora.ts';
import { subjectOf } from './judged.ts';

/** Every kind once, those with patterns with the worst. */
const compiled = compileAssertions(
  [
    { type: 'equals', value: { a: 1 } },
    { type: 'not-equals', value: 'pong' },
    { type: 'contains', value: 'zzz' },
    { type: 'icontains-any', value: 'zz,yy' },
    { type: 'contains-all', value: ['zz', 'yy'] },
    { type: 'regex', value: '(x+x+)+y' },
    { type: 'regex', value: '^(([a-z])+.)+[A-Z]([a-z])+$' },
    { type: 'starts-with', value: 'zzz' },
    { type: 'is-json', value: { items: { pattern: '(x+x+)+y$' }, uniqueItems: true } },
    { type: 'contains-json', value: { required: ['zzz'] } },
    { type: 'is-xml', value: 'a.b.c' },
    { type: 'is-valid-openai-tools-call' },
    { type: 'latency', threshold: 1 },
    { type: 'cost', threshold: 1 },
    { type: 'finish-reason', value: 'stop' },
    { type: 'levenshtein', value: 'x'.repeat(2_000), threshold: 2_000 },
    { type: 'word-count', value: { max: 3 } },
    { type: 'x-ttft', threshold: 1 },
    { type: 'x-latency-baseline' },
    { type: 'x-model-id', value: '*a*b*c*d*' },
    { type: 'x-fingerprint', value: 'fp' },
    { type: 'x-usage-present' },
    { type: 'x-token-band', value: { max: 1 } },
  ].map((entry) => assertionSchema.parse(entry)),
);
const assertions = compiled.ok ? compiled.assertions : [];

const LONG = 100_000;
const hostile: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['one letter again and again', 'x'.repeat(2 * LONG)],
  ['many words', 'word '.repeat(LONG / 5)],
  ['open brackets', '['.repeat(LONG)],
  ['open braces', '{'.repeat(LONG)],
  ['open objects', '{"a":'.repeat(LONG / 5)],
  ['small objects', '{}x'.repeat(LONG / 4)],
  ['quotes', '"'.repeat(LONG)],
  ['items without end', `[${'"xxxxx",'.repeat(LONG / 10)}1]`],
  ['open tags', '<a>'.repeat(LONG / 3)],
  ['small elements', `<a>${'<b/>'.repeat(LONG / 8)}</a>`],
  ['open comments', `<a>${'<!--'.repeat(LONG / 4)}</a>`],
  ['open declarations', `<a/>${'<!DOCTYPE '.repeat(LONG / 10)}`],
  ['entities', `<a>${'&amp;'.repeat(LONG / 5)}</a>`],
  ['attributes', `<a ${'b="c" '.repeat(LONG / 6)}/>`],
  ['lone surrogates', '\ud800'.repeat(LONG)],
  ['one grapheme', `a${'\u0301'.repeat(LONG)}`],
  ['directions', '\u202e'.repeat(LONG)],
  ['a key that is none', '{"__proto__":{"a":1},"constructor":{"prototype":1}}'],
];

describe('judge', () => {
  it('was given every kind', () => {
    expect(compiled.ok).toBe(true);
  });

  it.each(hostile)('says of %s one short line for each assertion', (_what, text) => {
    const subject = subjectOf({
      output: text,
      model: text,
      fingerprint: text,
      finishReason: text,
      toolCalls: [{ id: text, name: 'f', arguments: text }],
      tools: [{ name: 'f', description: '', parameters: { type: 'object' } }],
    });
    const started = process.cpuUsage();
    const results = judge(assertions, subject);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
    expect(results.length).toBe(assertions.length);
    for (const { reason } of results) {
      expect(reason.length).toBeLessThanOrEqual(400);
      expect(reason).not.toMatch(/[\n\r\u202e]|could not be checked/);
    }
  });

  it('takes every naughty string', () => {
    for (const output of naughtyStrings) {
      const results = judge(assertions, subjectOf({ output }));
      expect(results.filter(({ reason }) => reason.startsWith('could not be checked'))).toEqual([]);
    }
  });

  it('hears the other assertions where one of them breaks', () => {
    const broken = {
      type: 'broken',
      aspect: 'answer',
      negated: true,
      check: () => {
        throw new RangeError('Maximum call stack size exceeded');
      },
    } as const;
    expect(judge([broken, ...assertions.slice(0, 1)], subjectOf({ output: '{"a":1}' }))).toEqual([
      {
        type: 'broken',
        aspect: 'answer',
        pass: false,
        reason: 'could not be checked: Maximum call stack size exceeded',
      },
      { type: 'equals', aspect: 'answer', pass: true, reason: 'is the JSON {"a":1}' },
    ]);
  });
});
