import type * as Library from 'discord.js';
import type { z } from 'zod';
import type { BotAccess } from '../channel-adapter.ts';
import { discordError, noAnswer } from './discord-error.ts';
import { hintOnly } from './hint-only.ts';

/** The longest wait for a limit that the library knows beforehand; longer ones are the outbox's to wait out. */
const WAITED_OUT_MS = 5_000;
/** How long one request may take, connecting included. */
const TIMEOUT_MS = 15_000;

export interface ApiFile {
  readonly name: string;
  readonly data: Uint8Array;
  readonly contentType: string;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: `/${string}`;
  readonly body?: unknown;
  /** What is uploaded along; the body's `attachments` name them by their places in the list. */
  readonly files?: readonly ApiFile[];
  /** False where the path itself holds what entitles: an interaction's token. */
  readonly auth?: boolean;
}

/** Discord's REST API by discord.js, without that library's own patience: who calls decides about the next try. */
export interface Api {
  readonly library: typeof Library;
  /** Resolves with the answer as the schema reads it. Throws a `FarEndError`; `signal` ends it at once. */
  call<T>(request: ApiRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /** How a further client of the library is set up: it tries once, too. */
  readonly restOptions: Partial<Library.RESTOptions>;
  close(): void;
}

/** Loads the library; nothing else of the program does. */
export async function openApi({ token, apiRoot }: BotAccess): Promise<Api> {
  const library = await import('discord.js');
  const knownBefore = new WeakSet<object>();
  const restOptions = {
    ...(apiRoot === null ? {} : { api: apiRoot.replace(/\/+$/, '') }),
    retries: 0,
    offset: 0,
    timeout: TIMEOUT_MS,
    makeRequest: async (...request) => hintOnly(await library.DefaultRestOptions.makeRequest(...request)),
  } satisfies Partial<Library.RESTOptions>;
  const rest = new library.REST({
    ...restOptions,
    // A 429 is the outbox's business. What the library knows without asking (`rateLimited` says so first) is short.
    rejectOnRateLimit: (limit) => !(knownBefore.has(limit) && limit.timeToReset <= WAITED_OUT_MS),
  });
  rest.on(library.RESTEvents.RateLimited, (limit) => knownBefore.add(limit));

  return {
    library,
    restOptions: { ...restOptions, rejectOnRateLimit: () => true },
    async call({ method, path, body, files = [], auth = true }, schema, signal) {
      try {
        // The library forgets the token at a 401, and would never ask again.
        const request = rest.setToken(token).request({
          method: methodOf(library, method),
          fullRoute: path,
          auth,
          signal,
          ...(body === undefined ? {} : { body }),
          ...(files.length === 0 ? {} : { files: [...files] }),
        });
        return schema.parse(await orAborted(request, signal));
      } catch (error) {
        throw discordError(error, library);
      }
    },
    close() {
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
  };
}

function methodOf({ RequestMethod }: typeof Library, method: ApiRequest['method']): Library.RequestMethod {
  const methods = {
    GET: RequestMethod.Get,
    POST: RequestMethod.Post,
    PUT: RequestMethod.Put,
    PATCH: RequestMethod.Patch,
  };
  return methods[method];
}

/** The library's own waiting does not see the signal; whoever asked does not wait for it. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(noAnswer());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
