import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../core/clock.ts';
import type { EventId, TraceId } from '../core/ids.ts';
import type { Accept, Log, RefusedRequest } from '../core/ports.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Source } from './source.ts';

/** What a request may cost before anybody has shown a signature. */
export interface ListenerLimits {
  readonly bodyBytes: number;
  readonly headers: number;
  /** Request line and headers together. */
  readonly headerBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly connections: number;
  /** How long a refused request's rest is still read, so that its sender gets to see the answer. */
  readonly lingerMs: number;
  /** How long `close` waits for requests that are being answered. */
  readonly closeMs: number;
}

export const DEFAULT_LIMITS: ListenerLimits = {
  bodyBytes: 262_144,
  headers: 64,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connections: 1_000,
  lingerMs: 2_000,
  closeMs: 5_000,
};

/** What the public listener needs from the rest of the program. */
export interface ListenerDeps {
  readonly sources: ReadonlyMap<string, Source>;
  readonly accept: Accept;
  readonly clock: Clock;
  /** False as long as our own clock may be wrong, so that no signed time can be judged. */
  readonly clockTrusted: () => boolean;
  readonly newId: () => EventId;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Whose X-Forwarded-For is believed; `null`: nobody's. */
  readonly trustedProxies: BlockList | null;
  readonly log: Log;
  /** Told of every request that became no event, so that its id can be looked up. */
  readonly refused: (request: RefusedRequest) => void;
  readonly counted: (source: string, outcome: 'accepted' | 'refused' | 'duplicate') => void;
  readonly limits?: Partial<ListenerLimits>;
}

/** What all requests of one listener share. */
export interface ListenerContext extends Omit<ListenerDeps, 'limits'> {
  readonly limits: ListenerLimits;
  readonly rateLimit: RateLimit;
  /** The newest request of each connection: what an error of the HTTP parser belongs to. */
  readonly newest: WeakMap<Duplex, Exchange>;
  /** Does the work of a verification for a source that doesn't exist. */
  readonly decoy: (body: Uint8Array) => void;
  /** Resolves, for all that wait, when everything that came at the same time has been read. */
  readonly nextTurn: () => Promise<void>;
  closing: boolean;
}

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path and query as on the request line. */
  readonly url: string;
  readonly id: EventId;
  readonly traceId: TraceId;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** The name in the path, whether or not there is such a source. */
  readonly sourceName: string | null;
  readonly source: Source | undefined;
  /** The client, or the peer's address where the proxies' word about the client can't be read. */
  readonly ip: string;
  /** False where `ip` is only the peer's. */
  readonly ipKnown: boolean;
  /** True where the HTTP parser gave up in the middle of this request: nothing more can be read. */
  parserFailed: boolean;
  /** True once the answer was given (or can't be any more). */
  done: boolean;
}
