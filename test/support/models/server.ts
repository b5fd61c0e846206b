import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { anthropicWire } from './anthropic.ts';
import { openaiWire, type Dialect } from './openai.ts';
import { answers, type Reply } from './replies.ts';
import { respond, type Wire } from './respond.ts';

const TLS = new URL('tls/', import.meta.url);

/** The PEM file of the CA that signed the certificate of a server with `tls`; for `ca`. */
export const CA_FILE = fileURLToPath(new URL('ca.pem', TLS));
/** A CA that signed nothing here. */
export const OTHER_CA_FILE = fileURLToPath(new URL('other-ca.pem', TLS));

/** One request as it arrived. */
export interface ModelRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelServerOptions {
  /** Whose Chat Completions it speaks; default: OpenAI's own. */
  readonly dialect?: Dialect;
  /** False: it answers with one JSON object, whatever it is asked for. */
  readonly streams?: boolean;
  /** True: https, by a CA that nobody trusts (`CA_FILE`). */
  readonly tls?: boolean;
  /** The only key that it takes; default: any, and none. */
  readonly key?: string;
  /** Default: any free one. */
  readonly port?: number;
}

/** A model server on 127.0.0.1: OpenAI's Chat Completions below `/v1`, and Anthropic's Messages. */
export interface ModelServer {
  /** `baseUrl` of a provider with `api: openai`. */
  readonly openai: string;
  /** `baseUrl` of a provider with `api: anthropic`. */
  readonly anthropic: string;
  /** Every request that came, in order. */
  readonly requests: readonly ModelRequest[];
  /** Resolves as soon as no connection is open. */
  idle(): Promise<void>;
  /** The replies to the next requests, one each. */
  next(...replies: readonly Reply[]): void;
  /** The reply to every request that `next` has none for; in the beginning `answers('pong')`. */
  always(reply: Reply | ((request: ModelRequest) => Reply)): void;
  /** Resolves as soon as so many requests have come since the start. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a model server that says what it is told to say. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const { dialect = 'openai', streams = true, tls = false } = options;
  const requests: ModelRequest[] = [];
  const queue: Reply[] = [];
  let otherwise: Reply | ((request: ModelRequest) => Reply) = answers('pong');
  let waiting: { readonly count: number; readonly done: () => void }[] = [];

  async function take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const wire = wireOf(request, dialect, streams);
    const reply = queue.shift() ?? (typeof otherwise === 'function' ? otherwise(request) : otherwise);
    requests.push(request);
    for (const one of waiting) if (one.count <= requests.length) one.done();
    waiting = waiting.filter(({ count }) => count > requests.length);
    if (wire === null) return refuse(response, 404, { error: { message: 'Not Found' } });
    if (options.key !== undefined && !saysKey(request, options.key)) {
      return refuse(response, 401, wire.refusal(401));
    }
    await respond(response, wire, reply);
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse): void =>
    void take(incoming, response);
  const server = tls
    ? createTlsServer(
        { cert: readFileSync(new URL('server.pem', TLS)), key: readFileSync(new URL('server.key', TLS)) },
        listener,
      )
    : createServer(listener);
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}`;

  return {
    openai: `${origin}/v1`,
    anthropic: origin,
    requests,
    async idle() {
      while (open.size > 0) await once([...open][0] ?? server, 'close');
    },
    next: (...replies) => void queue.push(...replies),
    always: (reply) => {
      otherwise = reply;
    },
    received: (count) =>
      new Promise((done) => {
        if (requests.length >= count) done();
        else waiting.push({ count, done });
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ModelRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  if (typeof body !== 'object' || body === null) throw new Error('the body is no object');
  return { path: incoming.url ?? '', headers: incoming.headers, body: { ...body } };
}

function wireOf(request: ModelRequest, dialect: Dialect, streams: boolean): Wire | null {
  if (request.path === '/v1/chat/completions') return openaiWire(request.body, dialect, streams);
  return request.path === '/v1/messages' ? anthropicWire(request.body) : null;
}

function saysKey({ headers }: ModelRequest, key: string): boolean {
  return headers.authorization === `Bearer ${key}` || headers['x-api-key'] === key;
}

function refuse(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
