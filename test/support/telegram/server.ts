import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { readMultipart, type Form } from '../multipart.ts';
import { answerOfFault, type Answer, type Fault } from './answers.ts';
import { someChats, type Chat, type SentMessage } from './chats.ts';
import { METHODS } from './methods.ts';
import { pressUpdate, type Press } from './presses.ts';
import { messageUpdate, type Said } from './said.ts';
import { createUpdates } from './updates.ts';
import type { Query, World } from './world.ts';

export const BOT_TOKEN = '123456:a-token_of-the-fake-bot-0123456789a';
export const BOT_NAME = 'pithead_test_bot';

/** One request to the fake, and what came of it. */
export interface Call {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** `null`: no answer was given. */
  readonly status: number | null;
}

export interface FakeTelegramOptions {
  readonly token?: string;
  readonly chats?: readonly Chat[];
  /** The platform's clock, epoch milliseconds; default: the system's. */
  readonly now?: () => number;
  /** The longest that getUpdates is held, real milliseconds; default: as long as is asked for. */
  readonly longestPollMs?: number;
  /** False: a server from before 9.5, which knows no `date_time` entity; default: true. */
  readonly dateTimes?: boolean;
  /** Default: any free one. */
  readonly port?: number;
}

/** A Telegram Bot API server on 127.0.0.1 that refuses what Telegram would refuse. */
export interface FakeTelegram {
  /** For `apiRoot`. */
  readonly url: string;
  readonly token: string;
  /** Messages that were accepted, by every chat, in order; edits are made in them. */
  readonly sent: readonly SentMessage[];
  /** Every request that was answered, or dropped. */
  readonly calls: readonly Call[];
  readonly chats: Chat[];
  readonly menus: World['menus'];
  readonly updates: World['updates'];
  readonly pins: World['pins'];
  /** Makes requests fail: those of `method`, or all; `times`: so many, else until `heal`. */
  fail(fault: Fault, only?: { readonly method?: string; readonly times?: number }): void;
  heal(): void;
  /** Somebody says something where the bot hears it. Gives the message's id. */
  say(said: Said): number;
  /** Somebody presses a button. Gives the press, which shows what it was answered with. */
  press(press: Press): Query;
  /** The group becomes a supergroup. */
  migrate(from: number, to: number): void;
  /** Connections are refused until `back`. */
  away(): Promise<void>;
  back(): Promise<void>;
  /** Resolves when `holds` does: it is asked now, after every request and after every wait that begins. */
  until(holds: () => boolean): Promise<void>;
  /** Resolves with the `count`th message, from 1, as soon as it is there. */
  message(count: number): Promise<SentMessage>;
  close(): Promise<void>;
}

export async function startTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const { token = BOT_TOKEN, longestPollMs = Number.MAX_SAFE_INTEGER } = options;
  const { now = () => Date.now(), dateTimes = true } = options;
  const world: World = {
    me: { id: Number(token.split(':')[0]), username: BOT_NAME },
    chats: [...(options.chats ?? someChats())],
    sent: [],
    updates: createUpdates(),
    menus: new Map(),
    queries: [],
    pins: [],
    dateTimes,
    now,
    longestPollMs,
  };
  const calls: Call[] = [];
  let faults: { readonly fault: Fault; readonly method: string | null; left: number }[] = [];
  let watchers: { readonly holds: () => boolean; readonly done: () => void }[] = [];
  let server: Server | null = null;
  let port = options.port ?? 0;
  let lastMessage = 5_000;

  function look(): void {
    const ready = watchers.filter(({ holds }) => holds());
    watchers = watchers.filter((watcher) => !ready.includes(watcher));
    for (const { done } of ready) done();
  }

  function faultOf(method: string): Fault | null {
    const found = faults.find((one) => one.method === null || one.method === method);
    if (found === undefined) return null;
    found.left -= 1;
    if (found.left === 0) faults = faults.filter((one) => one !== found);
    return found.fault;
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, said, method = ''] = /^\/bot([^/]*)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const { values: payload, files } = await readBody(request);
    const note = (status: number | null): void => {
      calls.push({ method, payload, status });
      look();
    };
    const fault = faultOf(method);
    if (fault?.as === 'hang') return note(null);
    if (fault?.as === 'html') {
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
      return note(fault.status);
    }
    if (fault?.as === 'drop' && fault.done !== true) {
      response.destroy();
      return note(null);
    }
    const working = fault?.as === 'status' ? answerOfFault(fault) : answerTo(said, method, payload, files);
    // A held request has begun to wait by now; it ends with its connection.
    response.once('close', () => {
      if (method === 'getUpdates' && !response.writableEnded) world.updates.release();
    });
    look();
    const answer = await working;
    if (fault?.as === 'drop') {
      response.destroy();
      return note(null);
    }
    const status = answer.ok ? 200 : answer.error_code;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    note(status);
  }

  function answerTo(
    said: string | undefined,
    method: string,
    payload: Readonly<Record<string, unknown>>,
    files: Form['files'],
  ): Answer | Promise<Answer> {
    const handler = METHODS[method];
    if (said === undefined || handler === undefined || !/^\d+:[\w-]+$/.test(said)) {
      return { ok: false, error_code: 404, description: 'Not Found' };
    }
    if (said !== token) return { ok: false, error_code: 401, description: 'Unauthorized' };
    return handler(world, payload, files);
  }

  async function listen(): Promise<void> {
    server = createServer((request, response) => {
      take(request, response).catch((error: unknown) => {
        const description = `Bad Request: ${error instanceof Error ? error.message : 'unknown'}`;
        response.writeHead(400).end(JSON.stringify({ ok: false, error_code: 400, description }));
      });
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = z.object({ port: z.int() }).parse(server.address()).port;
  }

  async function shut(): Promise<void> {
    if (server === null) return;
    const closing = once(server, 'close');
    world.updates.release();
    server.close();
    server.closeAllConnections();
    server = null;
    await closing;
  }

  function until(holds: () => boolean): Promise<void> {
    return holds() ? Promise.resolve() : new Promise((done) => watchers.push({ holds, done }));
  }

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    sent: world.sent,
    calls,
    chats: world.chats,
    menus: world.menus,
    updates: world.updates,
    pins: world.pins,
    fail: (fault, { method = null, times = Infinity }: { method?: string | null; times?: number } = {}) => {
      faults.push({ fault, method, left: times });
    },
    heal: () => {
      faults = [];
    },
    say(said) {
      lastMessage += 1;
      world.updates.push({ message: messageUpdate(said, lastMessage, world) });
      return lastMessage;
    },
    press(press) {
      const update = pressUpdate(press, world);
      world.updates.push({ callback_query: update });
      const query = world.queries.at(-1);
      if (query === undefined) throw new Error('no such press');
      return query;
    },
    migrate(from, to) {
      const chat = world.chats.find(({ id }) => id === from);
      if (chat === undefined) throw new Error(`no chat ${from}`);
      chat.migratedTo = to;
      world.chats.push({ id: to, type: 'supergroup', title: chat.title ?? '' });
    },
    away: shut,
    back: listen,
    until,
    async message(count) {
      await until(() => world.sent.length >= count);
      const message = world.sent[count - 1];
      if (message === undefined) throw new Error('no such message');
      return message;
    },
    close: shut,
  };
}

async function readBody(
  request: IncomingMessage,
): Promise<{ readonly values: Readonly<Record<string, unknown>>; readonly files: Form['files'] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const { values, files } = readMultipart(body, type);
    return { values: fromTexts(values), files };
  }
  const values = z.record(z.string(), z.unknown()).parse(JSON.parse(body.toString('utf8') || '{}'));
  return { values, files: new Map() };
}

const TEXTS: readonly string[] = ['photo', 'caption', 'parse_mode'];

/** In a form all values are texts; but for those that are meant as texts, they are JSON. */
function fromTexts(values: Form['values']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, TEXTS.includes(name) ? text : JSON.parse(text)]),
  );
}
