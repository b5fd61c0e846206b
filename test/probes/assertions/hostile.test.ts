import { describe, expect, it } from 'vitest';
import { assertionSchema, compileAssertions, judge } from '../../../src/probes/assertions/index.ts';
import type { Subject } from '../../../src/probes/assertions/subject.ts';
import { naughtyStrings } from '../../support/corpora.ts';
import { subjectOf } from './judged.ts';

/** CPU time of one call of `judge`. On an idle machine it takes a sixth of that at most. */
const LIMIT_MS = 300;

const RECURSIVE = {
  definitions: {
    node: {
      oneOf: [
        { properties: { a: { $ref: '#/definitions/node' } } },
        { properties: { a: { $ref: '#/definitions/node' } } },
      ],
    },
  },
  $ref: '#/definitions/node',
};

/** Every kind once, those with patterns with the worst. */
const everyKind = ready([
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
]);

const LONG = 250_000;
const texts: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['one letter again and again', 'x'.repeat(LONG)],
  ['many words', 'a '.repeat(2 * LONG)],
  ['open brackets', '['.repeat(LONG)],
  ['open braces', '{'.repeat(LONG)],
  ['open objects', '{"a":'.repeat(LONG / 5)],
  ['small objects', '{}'.repeat(2 * LONG)],
  ['braces that are no objects', '{a}'.repeat(350_000)],
  ['quotes', '"'.repeat(LONG)],
  ['items without end', `[${'"xxxxx",'.repeat(LONG / 10)}1]`],
  ['open tags', '<a>'.repeat(LONG / 3)],
  ['small elements', `<a>${'<b/>'.repeat(LONG / 5)}</a>`],
  ['open comments', `<a>${'<!--'.repeat(LONG / 5)}</a>`],
  ['instructions that never end', `<a b="${'<?'.repeat(100_000)}"/>`],
  ['open declarations', `<a/>${'<!DOCTYPE '.repeat(LONG / 10)}`],
  ['quotes in a DOCTYPE', `<!DOCTYPE a ${'"'.repeat(LONG)}><a/>`],
  ['entities', `<a>${'&amp;'.repeat(LONG / 6)}</a>`],
  ['attributes', `<a ${'b="c" '.repeat(LONG / 8)}/>`],
  ['lone surrogates', '\ud800'.repeat(LONG)],
  ['one grapheme', `a${'\u0301'.repeat(LONG)}`],
  ['directions', '\u202e'.repeat(1_000_000)],
  ['a key that is none', '{"__proto__":{"a":1},"constructor":{"prototype":1}}'],
];

const MIB = 2 ** 20;
const A_LOT = 'a'.repeat(2_500);
const nested = (depth: number, inmost = 'null') => `${'{"a":'.repeat(depth)}${inmost}${'}'.repeat(depth)}`;
const numbers = (count: number) => `[${'1,'.repeat(count)}1]`;
const tools = [
  {
    name: 'f',
    description: '',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const calls = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `${i}`, name: 'f', arguments: '{"city":"Rome"}' }));

type Case = readonly [what: string, entry: unknown, given: Partial<Subject>];

/** Fifty of one kind, where its answer is at its worst. */
const worst: readonly Case[] = [
  ['a schema that doubles with each level', value('is-json', RECURSIVE), { output: nested(26) }],
  [
    'a schema that doubles over many items',
    value('is-json', RECURSIVE),
    { output: nested(12, numbers(90_000)) },
  ],
  ['small objects', value('contains-json', { required: ['a'] }), { output: '{}'.repeat(500_000) }],
  ['items to compare', value('is-json', { uniqueItems: true }), { output: `[${'[],'.repeat(80_000)}1]` }],
  [
    'a text in a format',
    value('is-json', { format: 'uri' }),
    { output: `"http://${'a:'.repeat(120_000)}\\n"` },
  ],
  ['elements', { type: 'is-xml' }, { output: `<a>${'<b/>'.repeat(65_000)}</a>` }],
  ['calls of tools', { type: 'is-valid-openai-tools-call' }, { tools, toolCalls: calls(50) }],
  ['a text to search', value('not-regex', '(x+x+)+[yz]'), { output: 'x'.repeat(MIB) }],
  ['a text to count in', value('regex', 'a.{30}[bc]d'), { output: `${coins(22_500)}cxd` }],
  ['a hundred texts to find', value('icontains-any', numbered(100)), { output: 'word'.repeat(MIB / 4) }],
  ['almost the text to find', value('contains', `${A_LOT}b${A_LOT}`), { output: 'a'.repeat(MIB) }],
  [
    'a text far away',
    { ...value('levenshtein', 'x'.repeat(2_000)), threshold: 2_000 },
    { output: 'y'.repeat(4_000) },
  ],
  ['words', value('word-count', 1), { output: 'a '.repeat(MIB / 2) }],
  ['a long name', value('x-model-id', '*a*b*c*d*'), { model: 'ab'.repeat(MIB / 2) }],
  ['a text that changes its direction', value('equals', 'a'), { output: '\u202e\u0301'.repeat(MIB / 2) }],
];

describe('judge', () => {
  it.each(texts)('says of %s one short line for each assertion, in time', (_what, text) => {
    const subject = subjectOf({
      output: text,
      model: text,
      fingerprint: text,
      finishReason: text,
      toolCalls: [{ id: text, name: 'f', arguments: text }],
      tools,
    });
    const { results, tookMs } = timed(everyKind, subject);
    expect(tookMs).toBeLessThan(LIMIT_MS);
    expect(results.length).toBe(everyKind.length);
    for (const { reason } of results) {
      expect(reason.length).toBeLessThanOrEqual(400);
      expect(reason).not.toMatch(/[\n\r\u202e]|could not be checked/);
    }
  });

  it.each(worst)('takes bounded time for %s, fifty times', (_what, entry, given) => {
    const assertions = ready(Array.from({ length: 50 }, () => entry));
    const { results, tookMs } = timed(assertions, subjectOf(given));
    expect(tookMs).toBeLessThan(LIMIT_MS);
    expect(results.filter(({ reason }) => reason.startsWith('could not be checked'))).toEqual([]);
  });

  it('has time for fifty assertions of an honest answer', () => {
    const list = JSON.stringify(Array.from({ length: 150 }, (_, i) => ({ id: i, name: `item ${i}` })));
    const honest = [
      value('not-regex', '(?i)\\b(sorry|cannot|unable to)\\b'),
      value('regex', '"id":\\d{3}'),
      value('is-json', { items: { required: ['id', 'name'] }, uniqueItems: true }),
      value('not-icontains-any', numbered(100)),
      value('word-count', { min: 100 }),
    ];
    const assertions = ready(Array.from({ length: 10 }, () => honest).flat());
    expect(judge(assertions, subjectOf({ output: list })).filter(({ pass }) => !pass)).toEqual([]);
  });

  it('fails what it has no time for, with `not-` too, and judges the rest', () => {
    const assertions = ready([
      value('regex', '(?:a|b)*a(?:a|b){30}[cd]'),
      value('not-regex', '(?:a|b)*a(?:a|b){30}[cd]'),
      value('contains', 'ab'),
      { type: 'latency', threshold: 1_000 },
    ]);
    const tooLong = 'is too long or too tangled to be judged in time';
    expect(judge(assertions, subjectOf({ output: 'ab'.repeat(100_000) }))).toMatchObject([
      { pass: false, reason: tooLong },
      { pass: false, reason: tooLong },
      { pass: true },
      { pass: true },
    ]);
  });

  it('takes every naughty string', () => {
    for (const output of naughtyStrings) {
      const results = judge(everyKind, subjectOf({ output }));
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
    expect(judge([broken, ...everyKind.slice(0, 1)], subjectOf({ output: '{"a":1}' }))).toEqual([
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

function ready(entries: readonly unknown[]) {
  const compiled = compileAssertions(entries.map((entry) => assertionSchema.parse(entry)));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
  return compiled.assertions;
}

function timed(assertions: ReturnType<typeof ready>, subject: Subject) {
  const started = process.cpuUsage();
  const results = judge(assertions, subject);
  const { user, system } = process.cpuUsage(started);
  return { results, tookMs: (user + system) / 1_000 };
}

function value(type: string, value: unknown) {
  return { type, value };
}

function numbered(count: number) {
  return Array.from({ length: count }, (_, i) => `word ${i}`);
}

/** Letters as if by chance, the same ones each time. */
function coins(count: number): string {
  let seed = 1;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed >>> 31 === 0 ? 'a' : 'b';
  }).join('');
}
