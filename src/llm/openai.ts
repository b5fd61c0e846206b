import { z } from 'zod';
import type { ModelApi } from './api.ts';
import { apiKey, baseUrl, CA_NEEDS_HTTPS, caFits, SHARED_KEYS } from './entry.ts';
import { tokensKeyAt } from './openai/request.ts';
import { createProvider } from './provider.ts';

const OPENAI = 'https://api.openai.com/v1';

const schema = z
  .strictObject({
    api: z.literal('openai').describe("OpenAI's Chat Completions, and all that speak them"),
    apiKey: apiKey
      .optional()
      .describe('the key, a secret; not needed with a `baseUrl` that takes none, as Ollama and llama.cpp'),
    baseUrl: baseUrl
      .optional()
      .describe(
        'whom to ask instead of OpenAI, with its version: `http://127.0.0.1:11434/v1` (Ollama), `https://api.groq.com/openai/v1`, `https://openrouter.ai/api/v1`',
      ),
    ...SHARED_KEYS,
    tokensKey: z
      .enum(['max_tokens', 'max_completion_tokens'])
      .optional()
      .describe(
        'how the API calls the most tokens of an answer; default: `max_completion_tokens` at api.openai.com, whose newer models refuse the other, else `max_tokens`',
      ),
  })
  .refine((entry) => entry.apiKey !== undefined || entry.baseUrl !== undefined, {
    path: ['apiKey'],
    error: 'the secret is missing: OpenAI takes no call without a key',
  })
  .refine(caFits, CA_NEEDS_HTTPS);

/** OpenAI's Chat Completions, and all that speak them: Ollama, Groq, DeepSeek, OpenRouter, Gemini, llama.cpp. */
export const openai = {
  api: 'openai',
  schema,
  load: () => Promise.all([import('./openai/speak.ts'), import('./wire.ts')]),
  create(name, entry, deps) {
    const base = entry.baseUrl ?? OPENAI;
    const tokensKey = entry.tokensKey ?? tokensKeyAt(base);
    const key = entry.apiKey ?? null;
    return createProvider(
      {
        name,
        api: 'openai',
        baseUrl: base,
        apiKey: key,
        free: entry.free ?? false,
        ca: entry.ca ?? null,
        speaker: async () =>
          (await import('./openai/speak.ts')).speakChatCompletions({ baseUrl: base, apiKey: key, tokensKey }),
      },
      deps,
    );
  },
} as const satisfies ModelApi<typeof schema>;
