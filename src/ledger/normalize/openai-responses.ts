import { z } from 'zod';
import { count, details, familyOf, inputParts } from './family.ts';
import { minus, readingOf } from './reading.ts';

const input = details({
  cached_tokens: count,
  cache_write_tokens: count,
  audio_tokens: count,
  image_tokens: count,
  cached_tokens_details: details({ audio_tokens: count, image_tokens: count }),
});
const output = details({ reasoning_tokens: count, audio_tokens: count, image_tokens: count });

const schema = z.object({
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  input_tokens_details: input,
  output_tokens_details: output,
  /** What realtime and transcriptions call them. */
  input_token_details: input,
  output_token_details: output,
});

/**
 * OpenAI's responses, images, realtime and speech. Cached tokens are a part of `input_tokens`, reasoning one of `output_tokens`.
 * https://platform.openai.com/docs/api-reference/responses/object
 */
export const openaiResponses = familyOf({
  name: 'openai-responses',
  claims: (usage) => 'input_tokens' in usage || 'output_tokens' in usage,
  schema,
  read: (usage) => {
    const input = usage.input_tokens_details ?? usage.input_token_details;
    const output = usage.output_tokens_details ?? usage.output_token_details;
    const cached = input?.cached_tokens_details ?? null;
    const cacheRead = input?.cached_tokens ?? null;
    const cacheWrite = input?.cache_write_tokens ?? null;
    const reasoning = output?.reasoning_tokens ?? null;
    const fresh = minus(usage.input_tokens, cacheRead, cacheWrite);
    return readingOf({
      fresh,
      cacheRead,
      cacheWrite,
      visible: minus(usage.output_tokens, reasoning),
      reasoning,
      total: usage.total_tokens,
      parts: [
        ...inputParts('audio', minus(input?.audio_tokens ?? null, cached?.audio_tokens ?? null), fresh),
        ...inputParts('image', minus(input?.image_tokens ?? null, cached?.image_tokens ?? null), fresh),
        { bucket: 'cacheRead', kind: 'audio', tokens: cached?.audio_tokens ?? 0 },
        { bucket: 'cacheRead', kind: 'image', tokens: cached?.image_tokens ?? 0 },
        { bucket: 'visible', kind: 'audio', tokens: output?.audio_tokens ?? 0 },
        { bucket: 'visible', kind: 'image', tokens: output?.image_tokens ?? 0 },
      ],
    });
  },
});
