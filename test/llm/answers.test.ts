import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelAnswer } from '../../src/core/model.ts';
import { tokensKeyAt } from '../../src/llm/openai/request.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { answers, callsTool, fenced, truncated, type Reply } from '../support/models/replies.ts';
import { startModelServer, type ModelServer } from '../support/models/server.ts';
import {
  callWith,
  depsWith,
  GOING,
  KEY,
  NAMES,
  providerAt,
  providerOf,
  TRACE,
  type ApiName,
} from './asking.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

async function answerTo(api: ApiName, reply: Reply, at = server): Promise<ModelAnswer> {
  at.next(reply);
  const asked = await providerAt(at, api).ask(callWith(), GOING);
  if (asked.outcome !== 'answered') throw new Error(JSON.stringify(asked));
  return asked.answer;
}

describe.each(NAMES)('an answer over the API %s', (api) => {
  it.each([
    [
      'plain text',
      answers('pong and 🏓 größer'),
      { output: 'pong and 🏓 größer', finishReason: 'stop', toolCalls: [] },
    ],
    ['text in a fence', fenced('{"a":1}'), { output: '```json\n{"a":1}\n```', finishReason: 'stop' }],
    ['a truncated text', truncated('one two'), { output: 'one two', finishReason: 'length' }],
    ['nothing at all, truncated', truncated(''), { output: '', finishReason: 'length', ttftMs: null }],
    ['a refusal by a filter', answers('', { finish: 'content_filter' }), { finishReason: 'content_filter' }],
    ['another model', answers('pong', { model: 'b-model-2026-11-01' }), { model: 'b-model-2026-11-01' }],
    ['thoughts before it', answers('pong', { reasoning: 'well, pong' }), { output: 'pong' }],
    [
      'a tool call',
      callsTool('weather', '{"city":"Köln"}'),
      {
        output: '',
        finishReason: 'tool_calls',
        toolCalls: [{ id: expect.any(String), name: 'weather', arguments: '{"city":"Köln"}' }],
      },
    ],
    ['no usage', answers('pong', { tokens: null }), { usage: null }],
  ])('is read: %s', async (_, reply, expected) => {
    expect(await answerTo(api, reply)).toMatchObject(expected);
  });

  it('is measured by the clock: to the first token and to the end', async () => {
    const clock = createFakeClock();
    const heard: number[] = [];
    server.next(
      answers('pong pong', {
        beforeFirst: () => clock.advance(700),
        beforeEnd: () => clock.advance(2_300),
      }),
    );
    const call = callWith({ firstToken: (ms) => heard.push(ms) });
    const asked = await providerAt(server, api, depsWith({ clock })).ask(call, GOING);
    expect(asked).toMatchObject({ answer: { ttftMs: 700, latencyMs: 3_000 } });
    expect(heard).toEqual([700]);
    expect(clock.pending).toBe(0);
  });

  it('counts a thought as the first token', async () => {
    const clock = createFakeClock();
    const reply = answers('', { reasoning: 'hm', finish: 'length', beforeEnd: () => clock.advance(500) });
    server.next({ ...reply, beforeFirst: () => clock.advance(100) });
    const asked = await providerAt(server, api, depsWith({ clock })).ask(callWith(), GOING);
    expect(asked).toMatchObject({ answer: { output: '', ttftMs: 100, latencyMs: 600 } });
  });

  it('is over at its end mark, though the connection stays open', async () => {
    const reply = answers('pong', { staysOpen: true });
    expect(await answerTo(api, reply)).toMatchObject({ output: 'pong', finishReason: 'stop' });
  });

  it('asks with one request, which carries the trace and the key', async () => {
    const before = server.requests.length;
    await answerTo(api, answers('pong'));
    expect(server.requests.length - before).toBe(1);
    expect(server.requests.at(-1)?.headers).toMatchObject({
      traceparent: `00-${TRACE}-0af7651916cd43dd-01`,
      authorization: `Bearer ${KEY}`,
      connection: 'close',
    });
  });
});

it('replaces the usage of the start by that of the end, and adds nothing up', async () => {
  const { usage } = await answerTo('anthropic', answers('pong', { tokens: { input: 47, output: 373 } }));
  expect(usage).toEqual({
    input_tokens: 47,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: 373,
    service_tier: 'standard',
  });
});

it.each([
  ['no arguments', '', '{}'],
  ['broken arguments', '{"city":', '{"city":'],
])('hands on a tool call with %s as it came', async (_, sent, expected) => {
  const { toolCalls } = await answerTo('anthropic', callsTool('weather', sent));
  expect(toolCalls).toMatchObject([{ arguments: expected }]);
});

describe.each([
  ['openai', true, 'fp_de604bd877'],
  ['openai', false, 'fp_de604bd877'],
  ['ollama', true, 'fp_ollama'],
  ['groq', true, 'fp_f8b414701e'],
  ['openrouter', true, null],
  ['deepseek', true, 'fp_eaab8d114b_prod0820_fp8_kvcache'],
] as const)('the dialect of %s (streams: %s)', (dialect, streams, fingerprint) => {
  it('is understood', async () => {
    const speaker = await startModelServer({ dialect, streams });
    try {
      const reply = answers('pong 🏓', {
        reasoning: 'hm',
        toolCall: { name: 'weather', arguments: '{"city":"Rom"}' },
      });
      expect(await answerTo('openai', reply, speaker)).toMatchObject({
        output: 'pong 🏓',
        toolCalls: [{ name: 'weather', arguments: '{"city":"Rom"}' }],
        model: 'a-model',
        fingerprint,
        finishReason: 'tool_calls',
        usage: { prompt_tokens: 25, completion_tokens: 12, total_tokens: 37 },
      });
    } finally {
      await speaker.close();
    }
  });
});

describe('the request', () => {
  const tools = [
    { name: 'weather', description: 'of a city', parameters: { type: 'object', required: ['city'] } },
  ];
  const whole = callWith({ system: 'Be short.', temperature: 0, tools });

  async function sent(api: ApiName, entry: Readonly<Record<string, unknown>>, call = whole) {
    await providerOf(api, { baseUrl: server[api], ...entry }).ask(call, GOING);
    const { headers, body } = server.requests.at(-1) ?? {};
    return { headers, body };
  }

  it('has all that Chat Completions know of a call', async () => {
    expect((await sent('openai', {})).body).toEqual({
      model: 'a-model',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Say pong.' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 64,
      temperature: 0,
      tools: [{ type: 'function', function: tools[0] }],
    });
  });

  it('leaves out what a call has not', async () => {
    const bare = {
      model: 'a-model',
      messages: [{ role: 'user', content: 'Say pong.' }],
      stream: true,
      max_tokens: 64,
    };
    expect((await sent('openai', {}, callWith())).body).toEqual({
      ...bare,
      stream_options: { include_usage: true },
    });
    expect((await sent('anthropic', {}, callWith())).body).toEqual(bare);
  });

  it.each([
    ['https://api.openai.com/v1', 'max_completion_tokens'],
    ['https://eu.api.openai.com/v1', 'max_completion_tokens'],
    ['https://api.openai.com.example/v1', 'max_tokens'],
    ['http://127.0.0.1:11434/v1', 'max_tokens'],
  ])('calls the most tokens as they do at %s: %s', (baseUrl, key) => {
    expect(tokensKeyAt(baseUrl)).toBe(key);
  });

  it('calls the most tokens as it is told to', async () => {
    const { body } = await sent('openai', { tokensKey: 'max_completion_tokens' });
    expect(body).toMatchObject({ max_completion_tokens: 64 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('has no key where none is configured', async () => {
    const { headers } = await sent('openai', { apiKey: undefined });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('has all that the Messages API knows of a call', async () => {
    expect((await sent('anthropic', {})).body).toEqual({
      model: 'a-model',
      max_tokens: 64,
      messages: [{ role: 'user', content: 'Say pong.' }],
      stream: true,
      system: 'Be short.',
      temperature: 0,
      tools: [{ name: 'weather', description: 'of a city', input_schema: tools[0]?.parameters }],
    });
  });

  it('names the version of the Messages API that takes what it holds', async () => {
    expect((await sent('anthropic', {})).headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
    expect((await sent('anthropic', {}, callWith())).headers).toMatchObject({
      'anthropic-version': '2026-10-21',
    });
  });
});

it.each([
  ['openai', {}, 'api.openai.com', 'openai at https://api.openai.com/v1', false],
  [
    'openai',
    { baseUrl: 'http://127.0.0.1:11434/v1', free: true },
    '127.0.0.1',
    'openai at http://127.0.0.1:11434/v1',
    true,
  ],
  ['openai', { baseUrl: 'https://[::1]:8443/v1' }, '[::1]', 'openai at https://[::1]:8443/v1', false],
  ['anthropic', {}, 'api.anthropic.com', 'anthropic at https://api.anthropic.com', false],
] as const)('a provider says who it is: %s %j', (api, entry, host, address, free) => {
  expect(providerOf(api, entry)).toMatchObject({ name: 'main', api, host, address, free });
});
