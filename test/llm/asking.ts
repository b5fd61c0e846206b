import type { TraceId } from '../../src/core/ids.ts';
import { keptTraceId } from '../../src/core/ids.ts';
import type { ModelCall, ModelProvider } from '../../src/core/model.ts';
import { APIS, type LlmDeps } from '../../src/llm/index.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import type { ModelServer } from '../support/models/server.ts';

export const KEY = 'sk-test-0123456789abcdef';
export const TRACE: TraceId = keptTraceId('0af7651916cd43dd8448eb211c80319c');
export const NAMES = ['openai', 'anthropic'] as const;
export type ApiName = (typeof NAMES)[number];

const [openai, anthropic] = APIS;

/** What a provider is lent; no file can be read. */
export function depsWith(more: Partial<LlmDeps> = {}): LlmDeps {
  return {
    clock: createFakeClock(),
    readFile: () => {
      throw new Error('ENOENT: no such file');
    },
    ...more,
  };
}

/** A provider as a configuration makes one: `entry` goes through the schema. */
export function providerOf(
  api: ApiName,
  entry: Readonly<Record<string, unknown>>,
  deps: LlmDeps = depsWith(),
): ModelProvider {
  return api === 'openai'
    ? openai.create('main', openai.schema.parse({ api, apiKey: KEY, ...entry }), deps)
    : anthropic.create('main', anthropic.schema.parse({ api, apiKey: KEY, ...entry }), deps);
}

/** A provider that asks the fake server. */
export function providerAt(server: ModelServer, api: ApiName, deps: LlmDeps = depsWith()): ModelProvider {
  return providerOf(api, { baseUrl: server[api] }, deps);
}

export function callWith(more: Partial<ModelCall> = {}): ModelCall {
  return {
    model: 'a-model',
    system: null,
    prompt: 'Say pong.',
    maxTokens: 64,
    temperature: null,
    tools: [],
    timeoutMs: 30_000,
    traceId: TRACE,
    ...more,
  };
}

/** Nobody stops the program. */
export const GOING = new AbortController().signal;
