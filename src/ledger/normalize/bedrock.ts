import { z } from 'zod';
import { count, familyOf } from './family.ts';
import { readingOf } from './reading.ts';

const schema = z.object({
  inputTokens: count,
  outputTokens: count,
  totalTokens: count,
  cacheReadInputTokens: count,
  cacheWriteInputTokens: count,
  cacheDetails: z
    .array(z.object({ ttl: z.string(), inputTokens: count }))
    .nullable()
    .default(null),
});

/**
 * Amazon Bedrock's Converse. `inputTokens` are those beside the cache.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
export const bedrock = familyOf({
  name: 'bedrock',
  claims: (usage) => 'inputTokens' in usage || 'outputTokens' in usage,
  schema,
  read: (usage) =>
    readingOf({
      fresh: usage.inputTokens,
      cacheRead: usage.cacheReadInputTokens,
      cacheWrite: usage.cacheWriteInputTokens,
      visible: usage.outputTokens,
      reasoning: null,
      total: usage.totalTokens,
      parts: (usage.cacheDetails ?? [])
        .filter(({ ttl }) => ttl === '1h')
        .map(({ inputTokens }) => ({ bucket: 'cacheWrite', kind: 'one-hour', tokens: inputTokens ?? 0 })),
    }),
});
