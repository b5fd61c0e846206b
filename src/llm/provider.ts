import type { ModelCall, ModelProvider } from '../core/model.ts';
import { createRedactor } from '../core/redact.ts';
import { Secret } from '../core/secret.ts';
import type { LlmDeps } from './api.ts';
import { readCa } from './ca.ts';
import { createDraft, type Draft } from './draft.ts';
import { AnsweredError } from './failures.ts';
import type { FarError } from './far-error.ts';
import { judgeEnd, judgeFailure, judgeFarError, type Ended } from './judge.ts';
import { traceparentOf } from './traceparent.ts';
import type { Wire } from './wire.ts';

/** How an API is spoken, by its SDK. */
export interface Speaker {
  /** Headers of a call besides those that all have. They may hold the key. */
  headers(call: ModelCall): Readonly<Record<string, string>>;
  /** Asks once and puts what comes into the draft. Rejects with whatever the SDK rejects with. */
  converse(call: ModelCall, wire: Wire, draft: Draft): Promise<void>;
  /** The provider's error in what the SDK rejects with; `null`: it is none. */
  farErrorOf(error: unknown): FarError | null;
}

export interface ProviderOptions {
  readonly name: string;
  readonly api: string;
  readonly baseUrl: string;
  /** `null`: none is sent. */
  readonly apiKey: string | null;
  readonly free: boolean;
  /** The path of a PEM file; `null`: the public ones are trusted. */
  readonly ca: string | null;
  /** Loads the SDK. */
  readonly speaker: () => Promise<Speaker>;
}

/** A provider that asks by `speaker`, in the time of `deps.clock`. Throws where its `ca` is none. */
export function createProvider(options: ProviderOptions, deps: LlmDeps): ModelProvider {
  const { name, api, baseUrl, apiKey, free } = options;
  const { clock } = deps;
  const ca = options.ca === null ? null : readCa(options.ca, deps);
  const redact = createRedactor(apiKey === null ? [] : [new Secret(apiKey)]);

  return {
    name,
    api,
    free,
    host: new URL(baseUrl).hostname,
    address: `${api} at ${baseUrl}`,
    async ask(call, signal) {
      const [{ openWire }, speaker] = await Promise.all([import('./wire.ts'), options.speaker()]);
      signal.throwIfAborted();
      const started = clock.monotonic();
      const timeout = new AbortController();
      const draft = createDraft(() => clock.monotonic() - started, call.firstToken);
      const wire = openWire({
        baseUrl,
        ca,
        headers: { ...SAME_HEADERS, traceparent: traceparentOf(call.traceId), ...speaker.headers(call) },
        signal: AbortSignal.any([signal, timeout.signal]),
      });
      const cancel = clock.after(call.timeoutMs, () => timeout.abort());
      const ended = (): Ended => {
        signal.throwIfAborted();
        return { draft, wire, timedOut: timeout.signal.aborted, timeoutMs: call.timeoutMs, redact };
      };
      try {
        await speaker.converse(call, wire, draft);
        return judgeEnd(ended());
      } catch (error) {
        const far = error instanceof AnsweredError ? error.far : speaker.farErrorOf(error);
        return far === null ? judgeFailure(ended(), error) : judgeFarError(ended(), far, clock.now());
      } finally {
        cancel();
        await wire.close();
      }
    },
  };
}

const SAME_HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'pithead',
};
