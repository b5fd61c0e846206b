import { z } from 'zod';
import type { ModelApi } from './api.ts';
import { apiKey, baseUrl, CA_NEEDS_HTTPS, caFits, SHARED_KEYS } from './entry.ts';
import { createProvider } from './provider.ts';

const ANTHROPIC = 'https://api.anthropic.com';

const schema = z
  .strictObject({
    api: z.literal('anthropic').describe("Anthropic's Messages"),
    apiKey: apiKey.describe('the key, a secret'),
    baseUrl: baseUrl
      .refine((text) => !/\/v1\/?$/.test(text), {
        error: 'must be without the /v1 at its end, which is added',
      })
      .optional()
      .describe('whom to ask instead of Anthropic: a gateway that speaks its Messages API; without `/v1`'),
    ...SHARED_KEYS,
  })
  .refine(caFits, CA_NEEDS_HTTPS);

/** Anthropic's Messages. */
export const anthropic = {
  api: 'anthropic',
  schema,
  load: () => Promise.all([import('./anthropic/speak.ts'), import('./wire.ts')]),
  create(name, entry, deps) {
    const base = entry.baseUrl ?? ANTHROPIC;
    return createProvider(
      {
        name,
        api: 'anthropic',
        baseUrl: base,
        apiKey: entry.apiKey,
        free: entry.free ?? false,
        ca: entry.ca ?? null,
        speaker: async () => (await import('./anthropic/speak.ts')).speakMessages(base, entry.apiKey),
      },
      deps,
    );
  },
} as const satisfies ModelApi<typeof schema>;
