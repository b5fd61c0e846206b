import { describe, expect, it, test } from 'vitest';
import { attributesOf, NOW, readOf, SPAN, spanOf, TRACE } from './spans.ts';

type Given = Readonly<Record<string, unknown>>;

const NO_USAGE = { 'gen_ai.usage.input_tokens': undefined, 'gen_ai.usage.output_tokens': undefined };

describe('which spans are model calls', () => {
  test.each<[string, Given, boolean]>([
    ['a chat', {}, true],
    ['a text completion', { 'gen_ai.operation.name': 'text_completion' }, true],
    ['content', { 'gen_ai.operation.name': 'generate_content' }, true],
    ['embeddings', { 'gen_ai.operation.name': 'embeddings' }, true],
    ['an operation that is not said', { 'gen_ai.operation.name': undefined }, true],
    ['an operation of a later day', { 'gen_ai.operation.name': 'dream' }, true],
    ['the run of an agent', { 'gen_ai.operation.name': 'invoke_agent' }, false],
    ['the making of an agent', { 'gen_ai.operation.name': 'create_agent' }, false],
    ['a tool', { 'gen_ai.operation.name': 'execute_tool' }, false],
    ['a workflow', { 'gen_ai.operation.name': 'invoke_workflow' }, false],
    [
      'no attribute of the conventions',
      Object.fromEntries(Object.keys(attributesOf()).map((key) => [key, undefined])),
      false,
    ],
  ])('%s', (_, attributes, isCall) => {
    const { uses, skipped } = readOf([spanOf(attributesOf(attributes))]);
    expect([uses.length, skipped]).toEqual(isCall ? [1, 0] : [0, 1]);
  });

  test.each<[string, Given, Given, boolean]>([
    ['a stream whose usage was lost', {}, {}, true],
    ['an older one', { 'gen_ai.operation.name': undefined, 'llm.request.type': 'chat' }, {}, true],
    [
      'one of AI SDK 6',
      { 'gen_ai.operation.name': undefined, 'ai.operationId': 'ai.streamText.doStream' },
      {},
      true,
    ],
    ['a stream that broke after it had begun', {}, { status: { code: 2 } }, true],
    [
      'a call that was refused',
      { 'gen_ai.response.model': undefined, 'gen_ai.request.model': 'gpt-4o' },
      { status: { code: 2 } },
      false,
    ],
    ['no model', { 'gen_ai.response.model': undefined }, {}, false],
    ['no operation', { 'gen_ai.operation.name': undefined }, {}, false],
    ['an operation that nobody knows', { 'gen_ai.operation.name': 'dream' }, {}, false],
    ['counts without a value', { 'gen_ai.usage.input_tokens': {} }, {}, true],
  ])('without usage: %s', (_, attributes, fields, isCall) => {
    const { uses, skipped, rejected } = readOf([
      spanOf(attributesOf({ ...NO_USAGE, ...attributes }), fields),
    ]);
    expect({ usages: uses.map(({ usage }) => usage), skipped, rejected }).toEqual(
      isCall ? { usages: [null], skipped: 0, rejected: [] } : { usages: [], skipped: 1, rejected: [] },
    );
  });

  it('counts a failed call that has usage', () => {
    expect(readOf([spanOf(attributesOf(), { status: { code: 2 } })]).uses).toHaveLength(1);
  });
});

describe('a call that several spans tell of is booked once', () => {
  const counted = (spanId: string, parentSpanId: string, attributes: Given = {}) =>
    spanOf(attributesOf(attributes), { spanId, parentSpanId });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(16)) as [
    string,
    string,
    string,
    string,
  ];

  test.each<[string, readonly Given[], readonly string[]]>([
    ['the inner one of two', [counted(b, a), counted(a, '')], [b]],
    ['whatever comes first', [counted(a, ''), counted(b, a)], [b]],
    ['both parts of a sum', [counted(b, a), counted(c, a), counted(a, '')], [b, c]],
    [
      'across a span that is no call',
      [counted(c, b), spanOf({}, { spanId: b, parentSpanId: a }), counted(a, '')],
      [c],
    ],
    ['the outer one where the inner one counted nothing', [counted(b, a, NO_USAGE), counted(a, '')], [a]],
    ['the inner one where the outer one counted nothing', [counted(b, a), counted(a, '', NO_USAGE)], [b]],
    [
      'one that nobody counted beside one that was',
      [counted(b, a), counted(c, a, NO_USAGE), counted(a, '')],
      [b, c],
    ],
    ['siblings', [counted(b, d), counted(c, d)], [b, c]],
    ['a span that is its own parent', [counted(a, a)], [a]],
  ])('%s', (_, spans, expected) => {
    expect(readOf(spans).uses.map(({ id }) => id.slice(-16))).toEqual(expected);
  });

  it('does not confuse spans of different traces', () => {
    const other = { ...counted(b, a), traceId: 'f'.repeat(32) };
    expect(readOf([counted(a, ''), other]).uses).toHaveLength(2);
  });
});

describe('what a span says', () => {
  const useOf = (attributes: Given, fields: Given = {}, resource: Given = {}) =>
    readOf([spanOf(attributesOf(attributes), fields)], resource).uses[0];

  it('is named by its ids in lower case', () => {
    const use = useOf({}, { traceId: TRACE.toUpperCase(), spanId: SPAN.toUpperCase() });
    expect(use).toMatchObject({ id: `${TRACE}:${SPAN}`, traceId: TRACE });
  });

  test.each<[string, Given, string]>([
    ['its provider', {}, 'openai'],
    [
      'the forerunner of that',
      { 'gen_ai.provider.name': undefined, 'gen_ai.system': 'anthropic' },
      'anthropic',
    ],
    ['neither', { 'gen_ai.provider.name': undefined }, 'unknown'],
    ['an empty name', { 'gen_ai.provider.name': '' }, 'unknown'],
    ['Gemini by the conventions', { 'gen_ai.provider.name': 'gcp.gemini' }, 'google'],
    ['Bedrock', { 'gen_ai.provider.name': 'aws.bedrock' }, 'aws'],
    ['xAI', { 'gen_ai.provider.name': 'x_ai' }, 'x-ai'],
    ['a part of a provider', { 'gen_ai.provider.name': 'anthropic.messages' }, 'anthropic'],
    ['a part of Vertex', { 'gen_ai.provider.name': 'google.vertex.chat' }, 'google'],
    ['OpenLLMetry, which writes large', { 'gen_ai.provider.name': 'OpenAI' }, 'openai'],
    ['one of the caller', { 'gen_ai.provider.name': 'our-proxy' }, 'our-proxy'],
    ['a word of JavaScript', { 'gen_ai.provider.name': 'constructor' }, 'constructor'],
  ])('provider: %s', (_, attributes, provider) => {
    expect(useOf(attributes)?.provider).toBe(provider);
  });

  test.each<[string, Given, { at: number; latencyMs: number | null }]>([
    ['both ends', {}, { at: 1_796_767_201_234, latencyMs: 1234.56789 }],
    [
      'numbers',
      { startTimeUnixNano: 1_796_767_200e9, endTimeUnixNano: 1_796_767_201e9 },
      { at: 1_796_767_201_000, latencyMs: 1000 },
    ],
    ['no end', { endTimeUnixNano: undefined }, { at: 1_796_767_200_000, latencyMs: null }],
    ['no start', { startTimeUnixNano: '0' }, { at: 1_796_767_201_234, latencyMs: null }],
    ['neither', { startTimeUnixNano: null, endTimeUnixNano: '0' }, { at: NOW, latencyMs: null }],
    [
      'an end before the start',
      { endTimeUnixNano: '1796767199000000000' },
      { at: 1_796_767_199_000, latencyMs: null },
    ],
    [
      'the future',
      { startTimeUnixNano: '4000000000000000000', endTimeUnixNano: '4000000001000000000' },
      { at: NOW, latencyMs: 1000 },
    ],
  ])('time: %s', (_, fields, expected) => {
    expect(useOf({}, fields)).toMatchObject(expected);
  });

  test.each<[string, unknown, unknown]>([
    ['an integer', { intValue: 22 }, 22],
    ['its digits', { intValue: '22' }, 22],
    ['more digits than a double holds', { intValue: '9007199254740993' }, '9007199254740993'],
    ['a fraction', { doubleValue: 22.5 }, 22.5],
    ['no number', { doubleValue: 'NaN' }, 'NaN'],
    ['a text', { stringValue: '22' }, '22'],
    ['a negative one', { intValue: '-1' }, -1],
    ['nothing', {}, null],
    ['a list', { arrayValue: { values: [{ intValue: 1 }] } }, null],
  ])('a count: %s', (_, value, expected) => {
    expect(useOf({ 'gen_ai.usage.reasoning.output_tokens': value })?.usage).toEqual({
      'gen_ai.usage.input_tokens': 22,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.usage.reasoning.output_tokens': expected,
    });
  });

  const READ = 'gen_ai.usage.cache_read.input_tokens';
  const WRITTEN = 'gen_ai.usage.cache_creation.input_tokens';
  const REASONING = 'gen_ai.usage.reasoning.output_tokens';
  test.each<[string, Given, Given]>([
    [
      'by OpenLLMetry',
      {
        'gen_ai.usage.cache_read_input_tokens': 9,
        'gen_ai.usage.cache_creation_input_tokens': 4,
        'gen_ai.usage.reasoning_tokens': 2,
      },
      { [READ]: 9, [WRITTEN]: 4, [REASONING]: 2 },
    ],
    [
      'by AI SDK 5',
      { 'ai.usage.cachedInputTokens': 9, 'ai.usage.reasoningTokens': 2 },
      { [READ]: 9, [REASONING]: 2 },
    ],
    [
      'by AI SDK 6',
      {
        'ai.usage.inputTokenDetails.cacheReadTokens': 9,
        'ai.usage.inputTokenDetails.cacheWriteTokens': 4,
        'ai.usage.outputTokenDetails.reasoningTokens': 2,
      },
      { [READ]: 9, [WRITTEN]: 4, [REASONING]: 2 },
    ],
    ['the name of the conventions first', { [READ]: 0, 'ai.usage.cachedInputTokens': 9 }, { [READ]: 0 }],
  ])('finds what was cached and reasoned under other names: %s', (_, attributes, expected) => {
    expect(useOf(attributes)?.usage).toMatchObject(expected);
  });

  it('prefers the model that answered to the one that was asked for', () => {
    expect(useOf({ 'gen_ai.request.model': 'gpt-4o' })?.model).toBe('gpt-4o-mini');
    expect(useOf({ 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.model': undefined })?.model).toBe(
      'gpt-4o',
    );
  });

  it('takes the tier, the prompt hash and the trigger; the span before the program that sent it', () => {
    const resource = { 'pithead.trigger.kind': 'cron', 'pithead.trigger.id': 'nightly' };
    const own = { 'pithead.trigger.kind': 'webhook', 'pithead.trigger.id': 'evt_1' };
    const more = { 'openai.response.service_tier': 'flex', 'pithead.prompt_hash': 'sha256:ab' };
    expect(useOf({ ...more, ...own }, {}, resource)).toMatchObject({
      tier: 'flex',
      promptHash: 'sha256:ab',
      trigger: { kind: 'webhook', id: 'evt_1' },
    });
    expect(useOf({}, {}, resource)?.trigger).toEqual({ kind: 'cron', id: 'nightly' });
  });
});
