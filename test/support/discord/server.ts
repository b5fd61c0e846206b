import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readMultipart, type Form } from '../multipart.ts';
import { createGateway, type FakeGateway } from './gateway.ts';
import {
  CHANNEL_ID,
  GUILD_ID,
  guildObject,
  interactionObject,
  newGuild,
  pressObject,
  type FakeGuild,
  type Pressed,
  type Said,
} from './objects.ts';
import { createRestState, restAnswer, type Asked, type RestState } from './rest.ts';
import { createWaitable, type Waitable } from './waiting.ts';

export const DISCORD_TOKEN = 'MTAw.fake.token-of-the-tests';

/** What happens to a request instead of being done. */
export type Fault =
  | {
      readonly as: 'rate-limit';
      readonly retryAfter: number;
      readonly global?: boolean;
      /** True: said in the body alone, as a proxy may pass it on. */
      readonly withoutHeaders?: boolean;
    }
  | { readonly as: 'status'; readonly status: number; readonly code?: number }
  | { readonly as: 'html'; readonly status: number }
  /** The connection is dropped; `after`: once it was done. */
  | { readonly as: 'drop'; readonly after?: boolean }
  | { readonly as: 'hang' };

export interface FakeDiscord extends RestState {
  /** For `apiRoot`. */
  readonly apiRoot: string;
  readonly gateway: FakeGateway;
  /** Every request, whatever came of it. */
  readonly asked: Waitable<Asked>;
  /** Decides what goes wrong; `null`: nothing does. */
  fault: ((asked: Asked) => Fault | null) | null;
  /** What successful answers say of the bucket of requests; `null`: nothing. */
  bucket: { readonly remaining: number; readonly resetAfter: number } | null;
  /** Somebody gives a slash command; gives back the token by which it may be answered. */
  say(said: Said): string;
  /** Somebody presses a button; gives back the token by which it may be answered. */
  press(pressed: Pressed): string;
  /** The bot is added to a further server. */
  invite(guild: string, channel: string): FakeGuild;
  /** Nothing listens any more, every connection breaks. */
  goAway(): Promise<void>;
  /** Listens again where it did. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Discord's REST API and gateway on a free port of 127.0.0.1, with one server that has one channel. */
export async function startDiscord(): Promise<FakeDiscord> {
  const guilds = [newGuild(GUILD_ID, CHANNEL_ID)];
  const sockets = new Set<Socket>();
  let port = 0;
  let said = 0;
  const gatewayUrl = (): string => `ws://127.0.0.1:${port}/gateway`;
  const state = createRestState({ token: DISCORD_TOKEN, guilds, gatewayUrl });
  const gateway = createGateway({ token: DISCORD_TOKEN, guilds, url: gatewayUrl });

  const server = createServer((request, response) => {
    void read(request).then((asked) => {
      discord.asked.add(asked);
      const fault = discord.fault?.(asked) ?? null;
      if (fault?.as === 'hang') return;
      if (fault?.as === 'drop') {
        if (fault.after === true) restAnswer(state, asked);
        request.socket.destroy();
        return;
      }
      if (fault !== null) return answerFault(response, fault);
      const { status, body } = restAnswer(state, asked);
      // A 204 that says it were JSON is one that discord.js can't read.
      if (status === 204) response.writeHead(204).end();
      else {
        const { bucket } = discord;
        const limits =
          bucket === null
            ? {}
            : {
                'x-ratelimit-limit': '5',
                'x-ratelimit-remaining': String(bucket.remaining),
                'x-ratelimit-reset-after': String(bucket.resetAfter),
              };
        response
          .writeHead(status, { 'content-type': 'application/json', ...limits })
          .end(JSON.stringify(body));
      }
    });
  });
  server.on('upgrade', (request, socket) => gateway.upgrade(request, socket));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });

  function interact(make: (id: string, token: string) => object): string {
    said += 1;
    const token = `interaction-token-${said}`;
    state.interactions.set(token, 'new');
    gateway.dispatch('INTERACTION_CREATE', make(String(800_000_000_000_000_000n + BigInt(said)), token));
    return token;
  }

  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    port = address.port;
  }

  async function goAway(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await listen();
  const discord: FakeDiscord = {
    ...state,
    apiRoot: `http://127.0.0.1:${port}/api`,
    gateway,
    asked: createWaitable(),
    fault: null,
    bucket: null,
    say: (what) => interact((id, token) => interactionObject(what, id, token)),
    press: (what) => interact((id, token) => pressObject(what, id, token)),
    invite(id, channel) {
      const guild = newGuild(id, channel);
      guilds.push(guild);
      gateway.dispatch('GUILD_CREATE', guildObject(guild));
      return guild;
    },
    goAway,
    comeBack: listen,
    close: goAway,
  };
  return discord;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { text, files } = bodyOf(Buffer.concat(chunks), request.headers['content-type'] ?? '');
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(pathname).replace(/^\/api\/v10/, ''),
    auth: request.headers.authorization ?? null,
    body: text === '' ? null : JSON.parse(text),
    files,
  };
}

/** Where files are uploaded, what else would be the body is a part of the form. */
function bodyOf(body: Buffer, contentType: string): { readonly text: string; readonly files: Form['files'] } {
  if (!contentType.startsWith('multipart/form-data'))
    return { text: body.toString('utf8'), files: new Map() };
  const { values, files } = readMultipart(body, contentType);
  return { text: values['payload_json'] ?? '', files };
}

function answerFault(response: ServerResponse, fault: Exclude<Fault, { as: 'hang' | 'drop' }>): void {
  if (fault.as === 'html') {
    response
      .writeHead(fault.status, { 'content-type': 'text/html' })
      .end('<html><h1>Bad gateway</h1></html>');
    return;
  }
  if (fault.as === 'status') {
    const body = JSON.stringify({ code: fault.code ?? 0, message: `${fault.status}: refused by the test` });
    response.writeHead(fault.status, { 'content-type': 'application/json' }).end(body);
    return;
  }
  const { retryAfter, global = false, withoutHeaders = false } = fault;
  const body = JSON.stringify({ message: 'You are being rate limited.', retry_after: retryAfter, global });
  response
    .writeHead(429, {
      'content-type': 'application/json',
      ...(withoutHeaders ? {} : limitHeaders(retryAfter, global)),
    })
    .end(body);
}

function limitHeaders(retryAfter: number, global: boolean): Readonly<Record<string, string>> {
  return {
    'retry-after': String(retryAfter),
    'x-ratelimit-scope': global ? 'global' : 'shared',
    ...(global
      ? { 'x-ratelimit-global': 'true' }
      : {
          'x-ratelimit-limit': '5',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset-after': String(retryAfter),
        }),
  };
}
