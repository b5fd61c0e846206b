import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';
import type { ChannelAdapter } from '../../src/bots/channel-adapter.ts';
import { FarEndError, verdictOfStatus } from '../../src/core/far-end.ts';
import type { Outgoing } from '../../src/core/message.ts';

/** What a fake chat got in one message. */
export interface Got {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly severity: string;
  /** Every event it tells of. */
  readonly events: readonly string[];
  readonly nonce: string;
  readonly repeat: boolean;
  readonly id: string;
}

export type Mood =
  | { readonly as: 'ok' }
  | { readonly as: 'status'; readonly status: number; readonly retryAfter?: number }
  /** The answer never comes; what was asked is not done. */
  | { readonly as: 'hang' }
  /** The connection is dropped before an answer. */
  | { readonly as: 'drop' };

export interface Chat {
  readonly url: string;
  /** What arrived and was kept, in order. */
  readonly got: readonly Got[];
  /** Requests of any outcome. */
  readonly asked: () => number;
  mood: Mood;
  /** Decides by the message instead of by `mood`, where it is set. */
  moodFor: ((got: Got) => Mood) | null;
  /** How long each answer takes, real milliseconds. */
  delayMs: number;
  /** Resolves when the next request has come in. */
  next(): Promise<unknown>;
  /** Resolves when a request hangs; at once where one does. */
  hanging(): Promise<unknown>;
  /** Drops the connections of what hangs. */
  letGo(): void;
  close(): Promise<void>;
}

const gotSchema = z.object({
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  severity: z.string(),
  events: z.array(z.string()),
  nonce: z.string(),
  repeat: z.boolean(),
});

/** A chat platform of our own: an HTTP server that numbers what it is sent. */
export async function startChat(): Promise<Chat> {
  const got: Got[] = [];
  const held = new Set<ServerResponse>();
  let asked = 0;
  let waiters: ((value: unknown) => void)[] = [];
  const hangWaiters: ((value: unknown) => void)[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      const parsed = gotSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      const message = { ...parsed, id: `m${got.length + 1}` };
      const mood = chat.moodFor?.(message) ?? chat.mood;
      setTimeout(() => answer(mood, message, response), chat.delayMs);
      const woken = waiters;
      waiters = [];
      for (const wake of woken) wake(null);
    });
  });
  function answer(mood: Mood, message: Got, response: ServerResponse): void {
    if (mood.as === 'hang') {
      held.add(response);
      response.once('close', () => held.delete(response));
      for (const wake of hangWaiters.splice(0)) wake(null);
    }
    if (mood.as === 'drop') response.destroy();
    if (mood.as === 'status') {
      const after = mood.retryAfter === undefined ? {} : { 'retry-after': `${mood.retryAfter}` };
      response.writeHead(mood.status, after).end('<html>not json</html>');
    }
    if (mood.as === 'ok') {
      const kept = { ...message, id: `m${got.length + 1}` };
      got.push(kept);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: kept.id }));
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  const chat: Chat = {
    url: `http://127.0.0.1:${address.port}`,
    got,
    asked: () => asked,
    mood: { as: 'ok' },
    moodFor: null,
    delayMs: 0,
    next: () => new Promise((resolve) => waiters.push(resolve)),
    hanging: () => (held.size > 0 ? Promise.resolve() : new Promise((resolve) => hangWaiters.push(resolve))),
    letGo() {
      for (const response of held) response.destroy();
    },
    async close() {
      chat.letGo();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return chat;
}

/** A channel that speaks to such a chat with `fetch`; the tests bring it as an embedder would bring a platform. */
export const httpChat: ChannelAdapter = {
  type: 'http-chat',
  schema: z.strictObject({
    type: z.literal('http-chat'),
    url: z.string(),
    listLength: z.int().default(4_096),
  }),
  create(name, entry) {
    const { url, listLength } = z.object({ url: z.string(), listLength: z.number() }).parse(entry);
    return {
      name,
      type: 'http-chat',
      limits: { listLength, listEntryLength: 200 },
      async send(outgoing, { nonce, possibleRepeat, signal }) {
        const response = await fetch(url, {
          method: 'POST',
          body: JSON.stringify({ ...say(outgoing), nonce, repeat: possibleRepeat }),
          signal,
        });
        const after = response.headers.get('retry-after');
        if (!response.ok) {
          const verdict = verdictOfStatus(response.status, after === null ? null : Number(after) * 1_000);
          await response.arrayBuffer();
          throw new FarEndError(`the chat answered ${response.status}`, verdict);
        }
        const { id } = z.object({ id: z.string() }).parse(await response.json());
        return { id, place: { chat: name } };
      },
      close: () => Promise.resolve(),
    };
  },
};

function say(outgoing: Outgoing) {
  switch (outgoing.kind) {
    case 'post': {
      const { message, severity, origin } = outgoing;
      return { kind: 'post', title: message.title, body: message.body, severity, events: [origin.eventId] };
    }
    case 'list': {
      const { entries, severity } = outgoing;
      const body = entries.map(({ title }) => title).join('\n');
      const events = entries.map(({ origin }) => origin.eventId);
      return { kind: 'list', title: `${entries.length} events`, body, severity, events };
    }
    case 'edit':
    case 'reply': {
      const { message, severity } = outgoing;
      return { kind: outgoing.kind, title: message.title, body: message.body, severity, events: [] };
    }
  }
}
