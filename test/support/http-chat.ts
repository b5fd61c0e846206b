import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';
import type { ChannelAdapter } from '../../src/bots/channel-adapter.ts';
import { FarEndError, verdictOfStatus } from '../../src/core/far-end.ts';
import type { Fact, Message, Outgoing } from '../../src/core/message.ts';

/** What a fake chat got in one message. */
export interface Got {
  readonly kind: string;
  /** The message that is edited or replied to. */
  readonly ref: string | null;
  readonly title: string;
  /** One line each: a label and a text, or a time in ISO 8601. */
  readonly facts: readonly string[];
  readonly body: string;
  readonly severity: string;
  /** Of a card. */
  readonly status: string | null;
  readonly silent: boolean;
  /** Their labels. */
  readonly buttons: readonly string[];
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
  /** The connection is dropped before an answer; `done`: what was asked is done. */
  | { readonly as: 'drop'; readonly done?: boolean };

export interface Chat {
  readonly url: string;
  /** What arrived and was kept, in order. */
  readonly got: readonly Got[];
  /** What stands in the chat now, by its id: edits are made in it. */
  readonly shown: ReadonlyMap<string, Got>;
  /** Ids of messages that were pinned, in order. */
  readonly pins: readonly string[];
  /** The same nonce makes no second message, as with Discord's `enforce_nonce`. */
  dedupes: boolean;
  /** Somebody deletes a message: an edit of it becomes a new one. */
  remove(id: string): void;
  /** Requests of any outcome. */
  readonly asked: () => number;
  mood: Mood;
  /** Decides by the message instead of by `mood`, where it is set. */
  moodFor: ((got: Got) => Mood) | null;
  /** How long each answer takes, real milliseconds. */
  delayMs: number;
  /** Answers nothing, and keeps nothing, until what it returns is called. */
  hold(): () => void;
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
  ref: z.string().nullable(),
  title: z.string(),
  facts: z.array(z.string()),
  body: z.string(),
  severity: z.string(),
  status: z.string().nullable(),
  silent: z.boolean(),
  buttons: z.array(z.string()),
  events: z.array(z.string()),
  nonce: z.string(),
  repeat: z.boolean(),
});

/** A chat platform of our own: an HTTP server that numbers what it is sent. */
export async function startChat(options: { readonly dedupes?: boolean } = {}): Promise<Chat> {
  const got: Got[] = [];
  const shown = new Map<string, Got>();
  const pins: string[] = [];
  const held = new Set<ServerResponse>();
  let until = Promise.resolve();
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
      void until.then(() => setTimeout(() => answer(mood, message, response), chat.delayMs));
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
    if (mood.as === 'drop') {
      if (mood.done === true) keep(message);
      response.destroy();
    }
    if (mood.as === 'status') {
      const after = mood.retryAfter === undefined ? {} : { 'retry-after': `${mood.retryAfter}` };
      response.writeHead(mood.status, after).end('<html>not json</html>');
    }
    if (mood.as === 'ok') {
      const id = keep(message);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
    }
  }
  /** Does what was asked; gives the id of the message that it made or changed. */
  function keep(message: Got): string {
    const { kind, ref, nonce } = message;
    if (kind === 'pin') {
      pins.push(ref ?? '');
      return ref ?? '';
    }
    const edited = kind === 'edit' && ref !== null && shown.has(ref) ? ref : null;
    const same = got.find((each) => each.nonce === nonce && each.id !== each.ref);
    if (edited === null && chat.dedupes && same !== undefined) return same.id;
    const kept = { ...message, id: edited ?? `m${got.length + 1}` };
    got.push(kept);
    shown.set(kept.id, kept);
    return kept.id;
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  const chat: Chat = {
    url: `http://127.0.0.1:${address.port}`,
    got,
    shown,
    pins,
    dedupes: options.dedupes ?? false,
    remove: (id) => void shown.delete(id),
    asked: () => asked,
    mood: { as: 'ok' },
    moodFor: null,
    delayMs: 0,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      until = promise;
      return () => {
        until = Promise.resolve();
        resolve();
      };
    },
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
    editable: z.boolean().default(true),
  }),
  create(name, entry) {
    const { url, listLength, editable } = z
      .object({ url: z.string(), listLength: z.number(), editable: z.boolean() })
      .parse(entry);

    async function ask(body: object, signal: AbortSignal): Promise<string> {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal });
      const after = response.headers.get('retry-after');
      if (!response.ok) {
        const verdict = verdictOfStatus(response.status, after === null ? null : Number(after) * 1_000);
        await response.arrayBuffer();
        throw new FarEndError(`the chat answered ${response.status}`, verdict);
      }
      return z.object({ id: z.string() }).parse(await response.json()).id;
    }

    return {
      name,
      type: 'http-chat',
      limits: { listLength, listEntryLength: 200 },
      editable,
      async send(outgoing, { nonce, possibleRepeat, signal }) {
        const id = await ask({ ...say(outgoing), nonce, repeat: possibleRepeat }, signal);
        return { id, place: { chat: name } };
      },
      async pin({ id }, signal) {
        const nothing = { title: '', body: '', link: null };
        const pin = { kind: 'pin', ref: id, ...told(nothing), severity: 'info', silent: true };
        await ask({ ...pin, ...NO_CARD, events: [], nonce: '', repeat: false }, signal);
      },
      close: () => Promise.resolve(),
    };
  },
};

const NO_CARD = { status: null, buttons: [] };

function say(outgoing: Outgoing): Omit<Got, 'nonce' | 'repeat' | 'id'> {
  const { kind, severity, silent } = outgoing;
  switch (outgoing.kind) {
    case 'post': {
      const { message, origin } = outgoing;
      const events = origin === null ? [] : [origin.eventId];
      return { kind, ref: null, ...told(message), severity, silent, ...cardOf(outgoing), events };
    }
    case 'list': {
      const { entries } = outgoing;
      const body = entries.map(({ title }) => title).join('\n');
      const events = entries.map(({ origin }) => origin.eventId);
      const title = `${entries.length} events`;
      return { kind, ref: null, title, facts: [], body, severity, silent, ...NO_CARD, events };
    }
    case 'edit': {
      const { ref, message } = outgoing;
      return { kind, ref: ref.id, ...told(message), severity, silent, ...cardOf(outgoing), events: [] };
    }
    case 'reply': {
      const { ref, message } = outgoing;
      return { kind, ref: ref.id, ...told(message), severity, silent, ...NO_CARD, events: [] };
    }
  }
}

function told({ title, facts = [], body }: Message) {
  return { title, facts: facts.map(factLine), body };
}

function factLine(fact: Fact): string {
  return `${fact.label}: ${'at' in fact ? new Date(fact.at).toISOString() : fact.text}`;
}

function cardOf({ status, buttons }: Extract<Outgoing, { kind: 'post' | 'edit' }>) {
  return { status, buttons: buttons.map(({ label }) => label) };
}
