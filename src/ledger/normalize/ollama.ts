import { z } from 'zod';
import { count, familyOf } from './family.ts';
import { readingOf } from './reading.ts';

/**
 * Ollama's own API. It leaves `prompt_eval_count` out where it had the prompt in its cache: not known, which is not 0.
 * https://docs.ollama.com/api/usage
 */
export const ollama = familyOf({
  name: 'ollama',
  claims: (usage) => 'eval_count' in usage || 'prompt_eval_count' in usage,
  schema: z.object({ prompt_eval_count: count, eval_count: count }),
  read: (usage) =>
    readingOf({
      fresh: usage.prompt_eval_count,
      cacheRead: null,
      cacheWrite: null,
      visible: usage.eval_count,
      reasoning: null,
      total: null,
    }),
});
