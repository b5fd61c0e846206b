import type { ReadableStream as Web } from 'node:stream/web';
import { Client } from 'undici';
import { NotAnAnswer, TooLong } from './failures.ts';

const MIB = 1_048_576;
/** A stream has a few hundred bytes a token, an answer in one piece has not. */
const MOST_STREAM_BYTES = 16 * MIB;
const MOST_WHOLE_BYTES = 4 * MIB;
/** An error's page is read so far and no further. */
const MOST_ERROR_BYTES = 65_536;
const ERROR_FROM = 300;
/** Headers of an answer that somebody asks for. */
const KEPT_HEADERS: readonly string[] = ['content-type', 'retry-after', 'retry-after-ms'];
/** Statuses that a `Response` with a body can't have. */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** How far a question came. */
export type Stage = 'away' | 'connected' | 'answering';

/** The connection of one question. Every question has its own, so that all of them are measured alike. */
export interface Wire {
  /** What the SDK sends with. It sends the URL, the body and `headers`; not the headers that the SDK has. */
  readonly fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>;
  readonly stage: Stage;
  /** The answer says that it is a stream of events. */
  readonly streams: boolean;
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
    connect: ca === null ? {} : { ca },
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    useMilo: false,
  });
  let stage: Stage = 'away';
  let streams = false;
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
    streams = /^text\/event-stream\b/i.test(String(answer.headers['content-type']));
    const stream: Web<Uint8Array> = ReadableStream.from(read(answer.body, status >= ERROR_FROM));
    return new Response(stream, { status, headers: Object.fromEntries(kept) });
  }

  async function* read(body: AsyncIterable<Uint8Array>, isError: boolean): AsyncGenerator<Uint8Array> {
    const most = streams ? MOST_STREAM_BYTES : MOST_WHOLE_BYTES;
    let bytes = 0;
    try {
      for await (const chunk of body) {
        bytes += chunk.length;
        if (isError && bytes > MOST_ERROR_BYTES) return;
        if (bytes > most) throw new TooLong(`the answer was longer than ${most / MIB} MiB`);
        yield chunk;
      }
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
    get streams() {
      return streams;
    },
    get failure() {
      return failure;
    },
    close: () => client.destroy(),
  };
}
