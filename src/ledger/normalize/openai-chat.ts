import { z } from 'zod';
import { count, details, familyOf, inputParts } from './family.ts';
import { minus, readingOf } from './reading.ts';

const schema = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: details({
    cached_tokens: count,
    cache_write_tokens: count,
    audio_tokens: count,
    image_tokens: count,
    video_tokens: count,
  }),
  completion_tokens_details: details({ reasoning_tokens: count, audio_tokens: count, image_tokens: count }),
  /** DeepSeek. */
  prompt_cache_hit_tokens: count,
  /** Moonshot and Together. */
  cached_tokens: count,
});

/**
 * Chat completions and embeddings of OpenAI and of all that speak like it. Cached tokens are a part of
 * `prompt_tokens`, reasoning is a part of `completion_tokens`, except where the total says otherwise. Mistral's
 * `num_cached_tokens` is its engine's count: what it charges less for stands in the details, as with OpenAI.
 * https://platform.openai.com/docs/api-reference/chat/object
 */
export const openaiChat = familyOf({
  name: 'openai-chat',
  claims: (usage) => 'prompt_tokens' in usage || 'completion_tokens' in usage,
  schema,
  read: (usage) => {
    const { prompt_tokens_details: input, completion_tokens_details: output } = usage;
    const cacheRead = input?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens;
    const cacheWrite = input?.cache_write_tokens ?? null;
    const fresh = minus(usage.prompt_tokens, cacheRead, cacheWrite);
    return readingOf({
      fresh,
      cacheRead,
      cacheWrite,
      ...outputOf(usage),
      total: usage.total_tokens,
      parts: [
        ...inputParts('audio', input?.audio_tokens ?? null, fresh),
        ...inputParts('image', input?.image_tokens ?? null, fresh),
        ...inputParts('video', input?.video_tokens ?? null, fresh),
        { bucket: 'visible', kind: 'audio', tokens: output?.audio_tokens ?? 0 },
        { bucket: 'visible', kind: 'image', tokens: output?.image_tokens ?? 0 },
      ],
    });
  },
});

function outputOf(usage: z.output<typeof schema>) {
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? null;
  const beside = minus(total, prompt, completion);
  // xAI counts reasoning beside `completion_tokens`; Gemini's compatible endpoint, too, and names it in the total alone.
  const isBeside = beside !== null && beside > 0 && (reasoning === null || reasoning === beside);
  if (isBeside && prompt !== null && completion !== null) return { visible: completion, reasoning: beside };
  return { visible: minus(completion, reasoning), reasoning };
}
