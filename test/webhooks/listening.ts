import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createIds } from '../../src/core/ids.ts';
import type { Accept, Incoming, LogValue, RefusedRequest } from '../../src/core/ports.ts';
import { createListener } from '../../src/webhooks/listener.ts';
import type { ListenerDeps } from '../../src/webhooks/listener-context.ts';
import { parseSource, type Source } from '../../src/webhooks/source.ts';

const SECRET = 'It is a secret to everybody';

export interface Line extends Readonly<Record<string, LogValue>> {}

/** A listener on a free port, with what it accepted, refused, counted and logged. */
export interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly accepted: Incoming[];
  readonly refused: RefusedRequest[];
  readonly counted: string[];
  readonly lines: Line[];
  /** Every log call as text, to look for what must not be there. */
  readonly logged: () => string;
  readonly source: (name: string) => Source;
  readonly close: () => Promise<void>;
}

const SOURCES: Readonly<Record<string, unknown>> = {
  test: { scheme: 'github', secrets: [SECRET] },
  token: { scheme: 'bearer', secrets: [SECRET] },
  slack: { scheme: 'slack', secrets: [SECRET] },
  shop: { scheme: 'stripe', secrets: [SECRET] },
  inside: { scheme: 'github', secrets: [SECRET], allow: ['10.0.0.0/8', '2001:db8::/32'] },
  slow: { scheme: 'github', secrets: [SECRET], limit: '2/min' },
};

export async function startListener(overrides: Partial<ListenerDeps> = {}): Promise<Listening> {
  const accepted: Incoming[] = [];
  const refused: RefusedRequest[] = [];
  const counted: string[] = [];
  const lines: Line[] = [];
  const sources = new Map(
    Object.entries(SOURCES).map(([name, entry]) => [name, parseSource(entry, { name })]),
  );
  const log = (step: string, fields: Readonly<Record<string, LogValue>> = {}): void => {
    lines.push({ step, ...fields });
  };
  const accept: Accept = (incoming) => {
    accepted.push(incoming);
    return Promise.resolve({ outcome: 'accepted', id: incoming.id, routes: ['default>terminal'] });
  };
  const listener = createListener({
    sources,
    accept,
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      after(ms, fn) {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
    },
    clockTrusted: () => true,
    newId: createIds(Date.now, randomBytes),
    randomBytes,
    trustedProxies: null,
    log: { info: log, warn: log, error: log },
    refused: (request) => refused.push(request),
    counted: (source, outcome) => counted.push(`${source} ${outcome}`),
    ...overrides,
  });
  const { url } = await listener.listen('127.0.0.1', 0);
  return {
    url,
    port: Number(new URL(url).port),
    accepted,
    refused,
    counted,
    lines,
    logged: () => JSON.stringify(lines),
    source(name) {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`no source ${name}`);
      return source;
    },
    close: () => listener.close(),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

/** The headers a source's sender would send with this body, now. */
export function signed(
  listening: Listening,
  name: string,
  body: string | Uint8Array,
  now = Date.now(),
): Headers {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const url = `${listening.url}/hooks/${name}`;
  const headers = listening.source(name).bound.sign({ body: bytes, now, id: `d-${now}`, type: 'push', url });
  return new Headers(headers.map(([key, value]) => [key, value]));
}

/** Posts a body to a source, signed as its sender would unless `headers` say otherwise. */
export function post(
  listening: Listening,
  name: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Promise<Response> {
  const all = signed(listening, name, body);
  for (const [key, value] of Object.entries(headers)) all.set(key, value);
  return fetch(`${listening.url}/hooks/${name}`, { method: 'POST', headers: all, body });
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Writes bytes to a connection and reads what comes until the listener closes it, or until `answers` are there. */
export async function exchangeRaw(
  port: number,
  bytes: string | Uint8Array,
  { answers = Infinity, end = false }: { readonly answers?: number; readonly end?: boolean } = {},
): Promise<readonly RawAnswer[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.setEncoding('latin1');
  // A reset after the answer is how a connection with unread input ends.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (parseAnswers(text).length >= answers) socket.destroy();
  });
  socket.on('end', () => socket.destroy());
  const closed = once(socket, 'close');
  if (end) socket.end(bytes);
  else socket.write(bytes);
  await closed;
  return parseAnswers(text);
}

function parseAnswers(text: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) break;
    const [statusLine = '', ...headerLines] = rest.slice(0, headEnd).split('\r\n');
    const headers = new Headers(
      headerLines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = Number(headers.get('content-length') ?? 0);
    const body = rest.slice(headEnd + 4, headEnd + 4 + length);
    if (body.length < length) break;
    rest = rest.slice(headEnd + 4 + length);
    const status = Number(statusLine.split(' ')[1]);
    if (status !== 100) answers.push({ status, headers, body });
  }
  return answers;
}
