import { describe, expect, it } from 'vitest';
import { keptTraceId } from '../../src/core/ids.ts';
import { createReader } from '../../src/llm/anthropic/event.ts';
import { createDraft } from '../../src/llm/draft.ts';
import { NotAnAnswer, TooLong } from '../../src/llm/failures.ts';
import { readChunk } from '../../src/llm/openai/chunk.ts';
import { traceparentOf } from '../../src/llm/traceparent.ts';
import { usageOf } from '../../src/llm/usage.ts';

const choice = (delta: unknown, finish: unknown = null) => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});

function readChunks(...chunks: readonly unknown[]) {
  const draft = createDraft(() => 0);
  for (const chunk of chunks) readChunk(chunk, draft);
  return draft.answer();
}

function readEvents(...events: readonly unknown[]) {
  const draft = createDraft(() => 0);
  const read = createReader(draft);
  for (const event of events) read(event);
  return draft.answer();
}
const stop = (reason: string) => ({
  type: 'message_delta',
  delta: { stop_reason: reason },
  usage: { output_tokens: 1 },
});

describe('a chunk of Chat Completions', () => {
  it('that is empty is no first token', () => {
    expect(readChunks(choice({ role: 'assistant', content: '' }), choice({}))).toMatchObject({
      ttftMs: null,
    });
  });

  it.each([
    ['function_call', 'tool_calls'],
    ['eos', 'eos'],
    ['', null],
  ])('has the finish reason %j as %j', (finish, expected) => {
    expect(readChunks(choice({ content: 'a' }, finish)).finishReason).toBe(expected);
  });

  it('may have tool calls without an index, each whole', () => {
    const calls = ['one', 'two'].map((name) => ({ id: `id-${name}`, function: { name, arguments: '{}' } }));
    const { toolCalls } = readChunks(choice({ tool_calls: calls }));
    expect(toolCalls).toEqual([
      { id: 'id-one', name: 'one', arguments: '{}' },
      { id: 'id-two', name: 'two', arguments: '{}' },
    ]);
  });

  it('may have pieces of two tool calls, by their indexes', () => {
    const pieces = (
      [
        [0, 'a', '{"x'],
        [1, 'b', '['],
        [0, null, '":1}'],
        [1, null, ']'],
      ] as const
    ).map(([index, id, text]) => ({ tool_calls: [{ index, id, function: { name: id, arguments: text } }] }));
    expect(readChunks(...pieces.map((delta) => choice(delta))).toolCalls).toEqual([
      { id: 'a', name: 'a', arguments: '{"x":1}' },
      { id: 'b', name: 'b', arguments: '[]' },
    ]);
  });

  it('says the refusal of a model as its text', () => {
    expect(readChunks(choice({ content: null, refusal: 'I will not.' })).output).toBe('I will not.');
  });

  it('has the newest usage, wherever Groq puts it', () => {
    const usage = { total_tokens: 3 };
    expect(readChunks({ ...choice({}), usage: { total_tokens: 1 } }, { ...choice({}), usage }).usage).toEqual(
      usage,
    );
    expect(
      readChunks({ ...choice({}), x_groq: { id: 'req', usage } }, { ...choice({}), usage: null }).usage,
    ).toEqual(usage);
  });

  it('names its model in one line of bounded length', () => {
    const { model } = readChunks({ ...choice({}), model: `evil\n${'m'.repeat(1_000)}` });
    expect(model).toMatch(/^evil m+…$/);
    expect(model?.length).toBe(200);
  });

  it('may have its content in parts, of which thoughts are none of the answer', () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Well, ' }] };
    expect(readChunks(choice({ content: [thinking] }))).toMatchObject({ output: '', ttftMs: 0 });
    const parts = [
      thinking,
      { type: 'thinking', thinking: 'pong?' },
      { type: 'text', text: 'po' },
      { type: 'reference', reference_ids: [1] },
      { type: 'text', text: 'ng' },
    ];
    expect(readChunks(choice({ content: parts }), choice({ content: '!' })).output).toBe('pong!');
    expect(readChunks({ choices: [{ message: { content: parts } }] }).output).toBe('pong');
  });

  it.each([
    [17],
    [null],
    ['text'],
    [[]],
    [{}],
    [choice({ content: [17] })],
    [{ choices: 'none' }],
    [{ choices: [{ delta: { content: 17 } }] }],
  ])('is none: %j', (chunk) => {
    expect(() => readChunks(chunk)).toThrow(NotAnAnswer);
  });
});

describe('an event of the Messages API', () => {
  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'pause_turn'],
    ['constructor', 'constructor'],
    ['toString', 'toString'],
    ['__proto__', '__proto__'],
  ])('has the reason to stop %s as %s', (reason, expected) => {
    expect(readEvents(stop(reason)).finishReason).toBe(expected);
  });

  it('that nobody knows says nothing', () => {
    expect(readEvents({ type: 'news', data: 1 }, 17, null, stop('end_turn'))).toMatchObject({
      finishReason: 'stop',
    });
  });

  it('keeps what of the usage a later one leaves open', () => {
    const start = {
      type: 'message_start',
      message: { model: 'm', usage: { input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 1 } },
    };
    const end = {
      type: 'message_delta',
      delta: {},
      usage: { input_tokens: 10, cache_read_input_tokens: null, output_tokens: 5 },
    };
    expect(readEvents(start, end).usage).toEqual({
      input_tokens: 10,
      cache_read_input_tokens: 4,
      output_tokens: 5,
    });
  });

  it('is the last where it says so', () => {
    const read = createReader(createDraft(() => 0));
    expect([stop('end_turn'), { type: 'ping' }, { type: 'message_stop' }].map(read)).toEqual([
      'more',
      'more',
      'last',
    ]);
  });

  it('adds no endless number of counts to the usage', () => {
    const pieces = Array.from({ length: 50 }, (_, at) => ({
      type: 'message_delta',
      delta: {},
      usage: { [`key_${at}`]: at, key_0: at },
    }));
    const { usage } = readEvents(...pieces);
    expect(Object.keys(usage ?? {}).length).toBe(40);
    expect(usage).toMatchObject({ key_0: 49 });
  });

  it('of a known type in another shape is none', () => {
    expect(() => readEvents({ type: 'message_start', message: {} })).toThrow(NotAnAnswer);
    expect(() =>
      readEvents({ type: 'content_block_delta', index: -1, delta: { type: 'text_delta' } }),
    ).toThrow(NotAnAnswer);
  });
});

describe('a draft', () => {
  it('takes 1 MiB of text and tool calls, and no more', () => {
    const draft = createDraft(() => 0);
    draft.say('x'.repeat(1_048_000));
    draft.callTool(0, { id: 'a', name: 'b', arguments: 'c' });
    expect(() => draft.say('x'.repeat(1_000))).toThrow(TooLong);
    expect(draft.answer().output.length).toBe(1_048_000);
  });

  it('looks at no more of a name than may be kept of it', () => {
    const draft = createDraft(() => 0);
    draft.note({ model: `${' '.repeat(1_000)}m` });
    expect(draft.answer().model).toBeNull();
  });

  it('knows no usage where the newest is too long', () => {
    const draft = createDraft(() => 0);
    draft.spend({ total_tokens: 1 });
    draft.spend({ text: 'x'.repeat(9_000) });
    expect(draft.answer().usage).toBeNull();
  });

  it('takes no endless number of empty tool calls', () => {
    const draft = createDraft(() => 0);
    expect(() => {
      for (let key = 0; key < 10_000; key++) draft.callTool(key, {});
    }).toThrow(TooLong);
  });

  it('tells of the first token once', () => {
    const heard: number[] = [];
    let now = 0;
    const draft = createDraft(
      () => (now += 10),
      (ms) => heard.push(ms),
    );
    draft.think('');
    draft.think('hm');
    draft.say('a');
    expect(heard).toEqual([10]);
    expect(draft.answer().ttftMs).toBe(10);
  });
});

it.each([
  [
    { total_tokens: 1, details: { cached: null } },
    { total_tokens: 1, details: { cached: null } },
  ],
  [null, null],
  [undefined, null],
  ['12 tokens', null],
  [[1, 2], null],
  [{ text: 'x'.repeat(9_000) }, null],
  [JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`), null],
])('the usage %# is kept where it looks like one', (value, expected) => {
  expect(usageOf(value)).toEqual(expected);
});

it.each([
  ['0af7651916cd43dd8448eb211c80319c', '00-0af7651916cd43dd8448eb211c80319c-0af7651916cd43dd-01'],
  ['00000000000000008448eb211c80319c', '00-00000000000000008448eb211c80319c-8448eb211c80319c-01'],
])('the trace %s goes along as %s', (trace, expected) => {
  expect(traceparentOf(keptTraceId(trace))).toBe(expected);
});
