import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Api } from 'grammy';
import type * as Grammy from 'grammy';
import { notTheApi, outOfTime, refused, type TelegramError, unreachable } from './error.ts';

const DEFAULT_ROOT = 'https://api.telegram.org';
/** A batch of updates is far smaller. */
const ANSWER_BYTES = 16 * 1024 * 1024;
/**
 * An idle connection is let go after so long, or before the server says that it will: a message that is sent into one
 * that the far end or a router has forgotten would be lost, or marked as a possible repeat.
 */
const IDLE_MS = 20_000;
/** grammY's own limit, in seconds; every call of ours is ended by its signal long before. */
const LIBRARY_TIMEOUT_S = 120;

/** What a bot is reached with. */
export interface Access {
  readonly token: string;
  readonly apiRoot: string | null;
  readonly ipv4: boolean;
}

export type RawApi = Api['raw'];
/** grammY's types name another package's class; any standard signal does. */
export type CallSignal = NonNullable<Parameters<RawApi['getMe']>[0]>;

/** One bot's calls to the Bot API. The library is loaded at the first one. */
export interface TelegramClient {
  /** Makes one call, tries it once. Throws a `TelegramError`: refused, unreachable, or ended by `signal`. */
  call<T>(signal: AbortSignal, does: (raw: RawApi, signal: CallSignal) => Promise<T>): Promise<T>;
  /** Lets go of the connections. A later call opens new ones. */
  close(): void;
}

/** Takes a third of a second the first time, in which nothing else runs. */
export function loadLibrary(): Promise<typeof Grammy> {
  return import('grammy');
}

export function createClient(access: Access): TelegramClient {
  const { token } = access;
  const apiRoot = (access.apiRoot ?? DEFAULT_ROOT).replace(/\/+$/, '');
  let agent: HttpAgent | null = null;
  let api: Api | null = null;

  function open({ Api }: typeof Grammy): Api {
    const options = { keepAlive: true, timeout: IDLE_MS, ...(access.ipv4 ? { family: 4 } : {}) };
    agent = apiRoot.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
    return new Api(token, {
      apiRoot,
      timeoutSeconds: LIBRARY_TIMEOUT_S,
      // A redirect would carry the message to somebody else.
      baseFetchConfig: { agent, redirect: 'error', size: ANSWER_BYTES },
    });
  }

  return {
    async call(signal, does) {
      const grammy = await loadLibrary();
      if (signal.aborted) throw outOfTime();
      api ??= open(grammy);
      try {
        if (!isCallSignal(signal)) throw new TypeError('a signal without events');
        return await does(api.raw, signal);
      } catch (error) {
        if (signal.aborted) throw outOfTime();
        throw errorOf(error, grammy, (text) => text.replaceAll(token, '[redacted]'));
      }
    },
    close() {
      agent?.destroy();
      agent = null;
      api = null;
    },
  };
}

function isCallSignal(signal: unknown): signal is CallSignal {
  return signal instanceof AbortSignal;
}

/** Nothing of the original stays: its text and its stack hold the address, and that holds the token. */
function errorOf(
  error: unknown,
  { GrammyError, HttpError }: typeof Grammy,
  scrub: (text: string) => string,
): TelegramError {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    const migrateTo = parameters.migrate_to_chat_id;
    return refused({
      // What is no answer of the Bot API at all ends here, too, without a code.
      code: Number.isInteger(code) ? code : null,
      description: scrub(typeof description === 'string' ? description : 'nothing more'),
      retryAfter: Number.isFinite(parameters.retry_after) ? (parameters.retry_after ?? null) : null,
      migrateTo: migrateTo === undefined ? null : String(migrateTo),
    });
  }
  const cause = error instanceof HttpError ? error.error : error;
  if (typeof cause !== 'object' || cause === null) return unreachable('unknown');
  if ('type' in cause && cause.type === 'invalid-json') return notTheApi();
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  const kind = 'type' in cause && typeof cause.type === 'string' ? cause.type : null;
  return code === null && kind === null ? notTheApi() : unreachable(scrub(code ?? kind ?? 'unknown'));
}
