import type { ReadableStream as Web } from 'node:stream/web';
import { Client } from 'undici';
import { readError, readEvents, readWhole } from './body.ts';
import { NotAnAnswer } from './failures.ts';

const ERROR_FROM = 300;
/** Headers of an answer that somebody asks for. */
const KEPT_HEADERS: readonly string[] = ['content-type', 'retry-after', 'retry-after-ms'];
/** Statuses that a `Response` with a body can't have. */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** How far a question came. */
export type Stage = 'away' | 'connected' | 'answering';

/** What an answer says that it is. `other` is read like a stream of events, because some servers call theirs otherwise. */
export type Format = 'events' | 'json' | 'other';

/** The connection of one question. Every question has its own, so that all of them are measured alike. */
export interface Wire {
  /** What the SDK sends with. It sends the URL, the body and `headers`; not the headers that the SDK has. */
  readonly fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>;
  readonly stage: Stage;
  /** `null`: no answer has begun. */
  readonly format: Format | null;
  /** What went wrong on the way; `null`: nothing did. */
  readonly failure: Error | null;
  close(): Promise<void>;
}

export interface WireOptions {
  /** The address that the SDK's begin with. */
  readonly baseUrl: string;
  /** PEM; trusted instead of the public ones. `null`: those. */
  readonly ca: string | null;
  /** All headers of the request: an SDK adds what it finds in the environment (`OPENAI_CUSTOM_HEADERS`). */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Opens no connection yet. It follows no redirect, asks no proxy, and has no time-out but undici's 10 s to connect. */
export function openWire({ baseUrl, ca, headers, signal }: WireOptions): Wire {
  const client = new Client(new URL(baseUrl).origin, {
    // Said outright, because `NODE_TLS_REJECT_UNAUTHORIZED` in the environment decides where nobody does.
    connect: { rejectUnauthorized: true, ...(ca !== null && { ca }) },
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    useMilo: false,
  });
  let stage: Stage = 'away';
  let format: Format | null = null;
  let failure: Error | null = null;
  client.once('connect', () => {
    stage = 'connected';
  });

  function failed(error: unknown): unknown {
    failure ??= error instanceof Error ? error : new Error(String(error));
    return error;
  }

  async function send(url: string, body: string): Promise<Response> {
    const { pathname, search } = new URL(url);
    const answer = await client.request({
      method: 'POST',
      path: pathname + search,
      headers,
      body,
      signal,
      reset: true,
    });
    stage = 'answering';
    const { statusCode: status } = answer;
    if (status > 599 || WITHOUT_BODY.includes(status))
      throw new NotAnAnswer(`it answered with status ${status}`);
    const kept = KEPT_HEADERS.flatMap((name) => {
      const value = answer.headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    format = formatOf(String(answer.headers['content-type']));
    const read = readerOf(status, format);
    const stream: Web<Uint8Array> = ReadableStream.from(watch(read(answer.body)));
    return new Response(stream, { status, headers: Object.fromEntries(kept) });
  }

  async function* watch(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces;
    } catch (error) {
      throw failed(error);
    }
  }

  return {
    async fetch(url, init) {
      if (typeof url !== 'string' || typeof init?.body !== 'string')
        throw new Error('an SDK asks in another way');
      try {
        return await send(url, init.body);
      } catch (error) {
        throw failed(error);
      }
    },
    get stage() {
      return stage;
    },
    get format() {
      return format;
    },
    get failure() {
      return failure;
    },
    close: () => client.destroy(),
  };
}

function readerOf(status: number, format: Format): typeof readEvents {
  if (status >= ERROR_FROM) return readError;
  return format === 'json' ? readWhole : readEvents;
}

function formatOf(contentType: string): Format {
  if (/^text\/event-stream\b/i.test(contentType)) return 'events';
  return /\bjson\b/i.test(contentType) ? 'json' : 'other';
}
