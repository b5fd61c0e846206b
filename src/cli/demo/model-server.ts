import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { MovedClock } from './moved-clock.ts';

/** Speaks OpenAI's streaming Chat Completions on 127.0.0.1, and always says the same. */
export interface ModelServer {
  /** `baseUrl` of a provider with `api: openai`. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** An answer, piece by piece. */
const PIECES = ['{"reply"', ': ', '"pong"}'];
const USAGE = { prompt_tokens: 17, completion_tokens: 7, total_tokens: 24 };
/** Of the time that an answer takes, what passes before its first piece. */
const SHARE_OF_FIRST = 0.3;
/** Turns of the event loop in which a reader in this process has seen what was sent. */
const TURNS_TO_READ = 10;

const askedSchema = z.object({ model: z.string(), messages: z.array(z.unknown()).min(1) });

/** `nextLatency` says how many milliseconds the next answer takes: by so much it moves the clock, and nobody waits. */
export async function startModelServer(clock: MovedClock, nextLatency: () => number): Promise<ModelServer> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { model } = askedSchema.parse(JSON.parse(await text(request)));
    const latency = nextLatency();
    const chunk = (more: object): string =>
      `data: ${JSON.stringify({ id: 'demo', object: 'chat.completion.chunk', model, ...more })}\n\n`;
    const choice = (delta: object, finish: string | null): string =>
      chunk({ choices: [{ index: 0, delta, finish_reason: finish }] });

    response.writeHead(200, { 'content-type': 'text/event-stream' });
    clock.advance(latency * SHARE_OF_FIRST);
    for (const content of PIECES) response.write(choice({ content }, null));
    for (let turn = 0; turn < TURNS_TO_READ; turn++) await setImmediate();
    clock.advance(latency * (1 - SHARE_OF_FIRST));
    response.end(`${choice({}, 'stop')}${chunk({ choices: [], usage: USAGE })}data: [DONE]\n\n`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model server has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
