import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemOf, verdictOf } from './judged.ts';

const PLACE = {
  required: ['latitude', 'longitude'],
  type: 'object',
  properties: {
    latitude: { type: 'number', minimum: -90, maximum: 90 },
    longitude: { type: 'number', minimum: -180, maximum: 180 },
  },
};
const calls = (...given: readonly (readonly [name: string, args: string])[]) =>
  given.map(([name, args], i) => ({ id: `call_${i}`, name, arguments: args }));
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const BERLIN = '{"latitude": 52.5, "longitude": 13.4}';

describe('is-json', () => {
  it.each([
    ['{"reply":"pong"}', 'pass: is JSON'],
    ['  [1, 2]\n', 'pass: is JSON'],
    ['"text"', 'pass: is JSON'],
    ['null', 'pass: is JSON'],
    ['```json\n{"a":1}\n```', 'fail: is no JSON: it begins with a code fence'],
    ['\n~~~\n{}\n~~~', 'fail: is no JSON: it begins with a code fence'],
    ['Sure! {"a":1}', 'fail: is no JSON: it begins with "Sure! {\\"a\\":1}"'],
    ['{"a":1}\nHope that helps!', 'fail: is no JSON: "Hope that helps!" follows it'],
    ['{"a":1}{"b":2}', 'fail: is no JSON: "{\\"b\\":2}" follows it'],
    ['', 'fail: is no JSON: it is empty'],
    [' \n', 'fail: is no JSON: it is empty'],
    ['{"a": "b', 'fail: is no JSON: it breaks off: "{\\"a\\": \\"b"'],
    ["{'a': 1}", 'fail: is no JSON: it is "{\'a\': 1}"'],
    ['{"a":1,}', 'fail: is no JSON: it is "{\\"a\\":1,}"'],
    ['\ufeff{}', 'fail: is no JSON: it is "\\ufeff{}"'],
    ['nope', 'fail: is no JSON: it is "nope"'],
    ['['.repeat(100_000), 'fail: is nested too deep to be read as JSON'],
    [`"${'x'.repeat(300_000)}"`, 'fail: is too long to be read as JSON'],
    [`"${'x'.repeat(200_000)}"`, 'pass: is JSON'],
    [`"${'[{'.repeat(1_000)}"`, 'pass: is JSON'],
  ])('%.30j', (output, verdict) => {
    expect(verdictOf({ type: 'is-json' }, { output })).toBe(verdict);
  });

  it.each([
    [PLACE, BERLIN, 'pass: is JSON as its schema says'],
    [PLACE, '{"latitude":1}', 'fail: is JSON, but not by its schema: it must have "longitude"'],
    [PLACE, '{"latitude":91,"longitude":0}', 'fail: is JSON, but not by its schema: /latitude must be <= 90'],
    [PLACE, '[]', 'fail: is JSON, but not by its schema: it must be object'],
    [
      { additionalProperties: false },
      '{"\\u202ex":1}',
      'fail: is JSON, but not by its schema: it must not have "\\u202ex"',
    ],
    [{ enum: ['a', 'b'] }, '"c"', 'fail: is JSON, but not by its schema: it must be one of ["a","b"]'],
    [{ const: { a: 1 } }, '1', 'fail: is JSON, but not by its schema: it must be {"a":1}'],
    [true, '1', 'pass: is JSON as its schema says'],
    [false, '1', 'fail: is JSON, but not by its schema: nothing is'],
    [{ format: 'date' }, '"2026-02-29"', 'fail: is JSON, but not by its schema: it must match format "date"'],
    [{ format: 'date' }, '"2024-02-29"', /^pass/],
    [{ format: 'date' }, '20240229', /^pass/],
    [{ format: 'date-time' }, '"2026-07-01T12:00:00Z"', /^pass/],
    [{ format: 'date-time' }, '"2026-07-01 at noon"', /must match format/],
    [{ format: 'email' }, '"ops@example.org"', /^pass/],
    [{ format: 'email' }, '"ops@"', /must match format/],
    [{ format: 'uuid' }, '"6ba7b810-9dad-11d1-80b4-00c04fd430c8"', /^pass/],
    [{ format: 'ipv4' }, '"256.0.0.1"', /must match format/],
    [{ format: 'uri' }, '"/only/a/path"', /must match format/],
    [{ format: 'int32' }, '2147483648', /must match format/],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema', properties: { at: { format: 'time' } } },
      '{"at":"25:00:00Z"}',
      /\/at must match format "time"/,
    ],
    [{ $ref: '#/$defs/t', $defs: { t: { type: 'string' } } }, '1', /must be string/],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' }, '1', /must be string/],
    [
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        prefixItems: [{ type: 'number' }],
      },
      '["a"]',
      'fail: is JSON, but not by its schema: /0 must be number',
    ],
    [{ $schema: 'https://json-schema.org/draft/2019-09/schema', type: 'string' }, '1', /must be string/],
    [{ uniqueItems: true }, '[{"a":1,"b":2},{"b":2,"a":1}]', /must not have the same item twice/],
    [{ uniqueItems: true }, '[1,"1",[1],"[1]",null,"null",{"a":1},"{\\"a\\":1}"]', /^pass/],
    [{ uniqueItems: true }, '[null,1,null]', /must not have the same item twice/],
    [{ uniqueItems: false }, '[1,1]', /^pass/],
    [{ properties: { a: { pattern: '^x' }, b: { pattern: '^y' } } }, '{"a":"x","b":"y"}', /^pass/],
    [{ properties: { a: { pattern: '^x' }, b: { pattern: '^y' } } }, '{"b":"x"}', /^fail.*\/b must match/],
  ])('%.60j of %.30j', (value, output, verdict) => {
    const said = verdictOf({ type: 'is-json', value }, { output });
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatch(verdict);
  });

  it('is turned round by not-, for what is no JSON and for what is not by its schema', () => {
    expect(verdictOf({ type: 'not-is-json' }, { output: 'no' })).toMatch(/^pass/);
    expect(verdictOf({ type: 'not-is-json' }, { output: '{}' })).toBe('fail: is JSON');
    expect(verdictOf({ type: 'not-is-json', value: PLACE }, { output: '{}' })).toMatch(/^pass/);
    expect(verdictOf({ type: 'not-is-json' }, { output: '['.repeat(1_000) })).toMatch(/^fail: is nested/);
  });

  it.each([
    [{ type: 'objekt' }, /bad JSON Schema: \/type must be one of \["array",/],
    [{ required: 'a' }, /bad JSON Schema: \/required must be array/],
    [{ $ref: 'https://example.org/other' }, /can't resolve reference/],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, /2020-12 are known/],
    [{ $async: true }, /\$async/],
    [{ format: 'url' }, /the format "url" is not checked; known are date, time, /],
    [{ properties: { a: { format: 'emial' } } }, /the format "emial" is not checked/],
    [{ format: 'constructor' }, /is not checked/],
    [{ pattern: '(?=a)' }, /the pattern "\(\?=a\)" looks ahead/],
    [{ patternProperties: { '(a)\\1': { type: 'string' } } }, /refers back/],
  ])('refuses the schema %j', (value, problem) => {
    expect(problemOf({ type: 'is-json', value })).toMatch(problem);
    expect(problemOf({ type: 'not-contains-json', value })).toMatch(problem);
  });

  const tree = {
    type: ['object', 'array', 'null'],
    properties: { left: { $ref: '#' }, right: { $ref: '#' } },
    items: { $ref: '#' },
  };
  it.each([
    ['what fits it', '{"left":{"left":null,"right":[null]},"right":null}', /^pass/],
    [
      'what does not deep inside',
      '{"left":{"left":null,"right":[1]},"right":null}',
      /\/left\/right\/0 must be object,array,null/,
    ],
    ['very much of it', `[${'{"left":null},'.repeat(5_000)}null]`, /^pass/],
  ])('takes a schema that leads to itself, and %s', (_what, output, verdict) => {
    expect(verdictOf({ type: 'is-json', value: tree }, { output })).toMatch(verdict);
  });

  it.each([
    ['http://json-schema.org/draft-07/schema#', { $ref: '#' }, {}],
    ['https://json-schema.org/draft/2019-09/schema', { $recursiveRef: '#' }, { $recursiveAnchor: true }],
    ['https://json-schema.org/draft/2020-12/schema', { $dynamicRef: '#n' }, { $dynamicAnchor: 'n' }],
  ])('gives up where two branches lead to the schema itself, in %s', ($schema, itself, anchor) => {
    const branch = { properties: { a: itself } };
    const value = { $schema, ...anchor, oneOf: [branch, branch] };
    expect(verdictOf({ type: 'is-json', value }, { output: nested(8) })).toMatch(/must match exactly one/);
    for (const type of ['not-is-json', 'contains-json'])
      expect(verdictOf({ type, value }, { output: nested(26) })).toMatch(/^fail: is too long or too tangled/);
  });

  const folder = new URL('../../fixtures/corpora/json/test_parsing/', import.meta.url);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const corpus = readdirSync(folder).flatMap((name) => {
    try {
      return [[name, utf8.decode(readFileSync(new URL(name, folder)))] as const];
    } catch {
      return [];
    }
  });

  it.each([
    ['y_', 'pass'],
    ['n_', 'fail'],
  ])('judges every %s case of the JSON test suite as %s', (prefix, verdict) => {
    const cases = corpus.filter(([name]) => name.startsWith(prefix));
    expect(cases.length).toBeGreaterThan(50);
    const wrong = cases.filter(
      ([, output]) => !verdictOf({ type: 'is-json' }, { output }).startsWith(verdict),
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });
});

describe('contains-json', () => {
  it.each([
    [undefined, `Sure, here it is:\n\`\`\`json\n${BERLIN}\n\`\`\``, 'pass: contains JSON'],
    [undefined, 'no braces', 'fail: contains no JSON object; it is "no braces"'],
    [undefined, 'a list alone: [1, 2]', 'fail: contains no JSON object; it is "a list alone: [1, 2]"'],
    [undefined, '{a: 1}', 'fail: contains no JSON object; it is "{a: 1}"'],
    [undefined, '{"a": 1,} {"a": 1 /* one */}', /^fail: contains no JSON object/],
    [undefined, 'if (x) { y() } {"a":"}"}', 'pass: contains JSON'],
    [undefined, 'he said "{" and {"a": {"b": "\\"{"}}', 'pass: contains JSON'],
    [PLACE, `{} and ${BERLIN}`, 'pass: contains JSON as its schema says'],
    [PLACE, 'only {"latitude":1}', 'fail: contains JSON, but not by its schema: it must have "longitude"'],
    [PLACE, `{"inside": ${BERLIN}}`, 'fail: contains JSON, but not by its schema: it must have "latitude"'],
    [PLACE, `{broken ${BERLIN}}`, 'pass: contains JSON as its schema says'],
    [undefined, '{'.repeat(200_000), 'fail: has too many braces to find JSON between them'],
    [undefined, '{"a":'.repeat(40_000), 'fail: has too many braces to find JSON between them'],
  ])('%.20j of %.40j', (value, output, verdict) => {
    const entry = { type: 'contains-json', ...(value === undefined ? {} : { value }) };
    const said = verdictOf(entry, { output });
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatch(verdict);
  });

  it('looks at a thousand candidates', () => {
    const type = 'contains-json';
    const none = '{a}'.repeat(999);
    expect(verdictOf({ type }, { output: `${none} {"a":1}` })).toMatch(/^pass/);
    expect(verdictOf({ type }, { output: `${none} {a} {"a":1}` })).toMatch(/^fail: has too many braces/);
  });

  it('is turned round by not-, but not where it can not be told', () => {
    expect(verdictOf({ type: 'not-contains-json' }, { output: 'no' })).toMatch(/^pass/);
    expect(verdictOf({ type: 'not-contains-json', value: PLACE }, { output: '{}' })).toMatch(/^pass/);
    expect(verdictOf({ type: 'not-contains-json' }, { output: '{'.repeat(9_000) })).toMatch(/^fail: has too/);
  });
});

describe('is-valid-openai-tools-call', () => {
  const type = 'is-valid-openai-tools-call';
  const parameters = {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['C', 'F'] } },
    required: ['city'],
    additionalProperties: false,
  };
  const tools = [{ name: 'get_weather', description: '', parameters }];
  it.each([
    [calls(['get_weather', '{"city":"Rom"}']), 'pass: calls "get_weather" as asked'],
    [
      calls(['get_weather', '{"city":"Rom"}'], ['get_weather', '{"city":"Köln","unit":"C"}']),
      'pass: calls "get_weather", "get_weather" as asked',
    ],
    [
      calls(['get_weather', '{"city":"Rom"}'], ['get_weather', '{"city":5}']),
      'fail: calls "get_weather" with wrong arguments: /city must be string',
    ],
    [
      calls(['get_weather', '{"city":"Rom","day":1}']),
      'fail: calls "get_weather" with wrong arguments: it must not have "day"',
    ],
    [
      calls(['get_weather', '{"city":"Rom"']),
      'fail: calls "get_weather" with what is no JSON: it is "{\\"city\\":\\"Rom\\""',
    ],
    [calls(['get_weather', '']), 'fail: calls "get_weather" with what is no JSON: it is empty'],
    [calls(['rm -rf', '{}']), 'fail: calls "rm -rf", which is none of the canary\'s tools'],
    [[], 'fail: calls no tool; it is "It is sunny."'],
  ])('%j', (toolCalls, verdict) => {
    const given = { toolCalls, tools, output: 'It is sunny.' };
    expect(verdictOf({ type }, given)).toBe(verdict);
    expect(verdictOf({ type: `not-${type}` }, given)).toMatch(verdict.startsWith('pass') ? /^fail/ : /^pass/);
  });

  it('can not tell without tools, or with a tool whose schema is bad: that fails either way', () => {
    const toolCalls = calls(['get_weather', '{}']);
    const bad = [{ name: 'get_weather', description: '', parameters: { type: 'objekt' } }];
    for (const each of [type, `not-${type}`]) {
      expect(verdictOf({ type: each }, { toolCalls })).toBe(
        'fail: calls a tool, but the canary has no `tools`',
      );
      expect(verdictOf({ type: each }, { toolCalls, tools: bad })).toMatch(/^fail: .* whose schema is bad/);
    }
  });
});
