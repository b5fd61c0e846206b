import { z } from 'zod';
import { count, details, familyOf } from './family.ts';
import { readingOf } from './reading.ts';

const schema = z.object({
  billed_units: details({ input_tokens: count, output_tokens: count, image_tokens: count }),
});

/**
 * Cohere's chat (`usage`) and embeddings (`meta`): the tokens that are charged for, which are fewer than those the
 * model saw. https://docs.cohere.com/reference/chat
 */
export const cohere = familyOf({
  name: 'cohere',
  claims: (usage) => 'billed_units' in usage,
  schema,
  read: ({ billed_units: billed }) => {
    const text = billed?.input_tokens ?? null;
    const images = billed?.image_tokens ?? null;
    return readingOf({
      fresh: text === null ? images : text + (images ?? 0),
      cacheRead: null,
      cacheWrite: null,
      visible: billed?.output_tokens ?? null,
      reasoning: null,
      total: null,
      parts: [{ bucket: 'fresh', kind: 'image', tokens: images ?? 0 }],
    });
  },
});
