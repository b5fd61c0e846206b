import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, refuses, streams, type Refused } from '../support/models/replies.ts';
import { startModelServer, type ModelServer } from '../support/models/server.ts';
import { callWith, GOING, NAMES, providerAt, type ApiName } from './asking.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const MUCH = 30_000;
const deep = (much: number): string => '['.repeat(much) + ']'.repeat(much);
const wide = (much: number): string => `[${'[],'.repeat(much)}[]]`;

/** An event as the API has it, of JSON that nobody could make an object of. */
function event(api: ApiName, type: string, json: string): string {
  return api === 'openai' ? `data: ${json}\n\n` : `event: ${type}\ndata: ${json}\n\n`;
}

/** Chat Completions in one piece. */
function completion(content: string, more = ''): string {
  return `{"choices":[{"message":{"content":"${content}"},"finish_reason":"stop"}]${more}}`;
}

function inOnePiece(body: string): Refused {
  return refuses(200, { body, headers: { 'content-type': 'application/json' } });
}

/** The beginning of an answer. */
function start(api: ApiName, model: string, usage: string): string {
  const fields = `"model":"${model}","usage":${usage}`;
  return api === 'openai'
    ? event(api, '', `{"choices":[{"delta":{}}],${fields}}`)
    : event(api, 'message_start', `{"type":"message_start","message":{${fields}}}`);
}

describe.each(NAMES)('a far end that means harm, over the API %s', (api) => {
  const LONG = 'a piece of the answer was longer than 256 KiB';
  const DEEP = 'a piece of the answer is nested too deep, or has too many values';

  it.each([
    ['a model with a long name', () => start(api, 'm'.repeat(300_000), 'null'), 'cut-off', LONG],
    ['a line that never ends', () => `data: ${'x'.repeat(300_000)}`, 'cut-off', LONG],
    ['empty lines without an event', () => 'data:\n'.repeat(MUCH), 'cut-off', LONG],
    ['a usage that is deep', () => start(api, 'm', `{"a":${deep(MUCH)}}`), 'not-json', DEEP],
    ['a usage that is wide', () => start(api, 'm', `{"a":${wide(MUCH)}}`), 'not-json', DEEP],
    [
      'an error that is deep',
      () => event(api, 'error', `{"error":{"message":${deep(MUCH)}}}`),
      'not-json',
      DEEP,
    ],
  ])('sends %s in vain', async (_, body, reason, detail) => {
    server.next(streams(body()));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'broken', reason, detail });
  });

  it('sends an error page that is deep, and is believed its status', async () => {
    server.next(refuses(429, { body: `{"error":{"message":${deep(MUCH)}}}` }));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({ reason: 'rate-limited', detail: '429: without a word' });
  });

  it('sends much between the events, which changes nothing', async () => {
    server.next(
      answers('pong'),
      streams(`${'\n'.repeat(MUCH)}${':\n\n'.repeat(MUCH)}${start(api, 'm', 'null')}`),
    );
    const provider = providerAt(server, api);
    expect(await provider.ask(callWith(), GOING)).toMatchObject({ outcome: 'answered' });
    expect(await provider.ask(callWith(), GOING)).toMatchObject({
      reason: 'cut-off',
      answer: { model: 'm' },
    });
  });
});

it.each(['constructor', 'toString', '__proto__'])(
  'a reason to stop called %s is but a word',
  async (reason) => {
    const stop = `{"type":"message_delta","delta":{"stop_reason":"${reason}"}}`;
    server.next(streams(start('anthropic', 'm', 'null') + event('anthropic', 'message_delta', stop)));
    const asked = await providerAt(server, 'anthropic').ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'answered', answer: { finishReason: reason } });
  },
);

it('a tool call with a deep input is no piece of an answer', async () => {
  const block = `{"type":"tool_use","id":"a","name":"b","input":${deep(MUCH)}}`;
  const text = event(
    'anthropic',
    'content_block_start',
    `{"type":"content_block_start","index":0,"content_block":${block}}`,
  );
  const stop = '{"type":"message_delta","delta":{"stop_reason":"tool_use"}}';
  server.next(streams(start('anthropic', 'm', 'null') + text + event('anthropic', 'message_delta', stop)));
  const asked = await providerAt(server, 'anthropic').ask(callWith(), GOING);
  expect(asked).toMatchObject({ outcome: 'broken', reason: 'not-json', answer: { toolCalls: [] } });
});

describe('an answer in one piece', () => {
  it.each([
    ['of 32,768 tokens', completion('word '.repeat(32_768)), { outcome: 'answered' }],
    ['of more than 1 MiB', completion('pong', `,"more":"${'x'.repeat(1_050_000)}"`), { reason: 'cut-off' }],
    ['that is deep', completion('pong', `,"usage":{"a":${deep(MUCH)}}`), { reason: 'not-json' }],
    ['that is wide', completion('pong', `,"usage":{"a":${wide(MUCH)}}`), { reason: 'not-json' }],
  ])('%s', async (_, body, expected) => {
    server.next(inOnePiece(body));
    expect(await providerAt(server, 'openai').ask(callWith(), GOING)).toMatchObject(expected);
  });

  it('is no stream of events, though events are in it', async () => {
    server.next(inOnePiece(start('anthropic', 'm', 'null')));
    const asked = await providerAt(server, 'anthropic').ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'broken', reason: 'not-json', answer: { model: null } });
  });
});
