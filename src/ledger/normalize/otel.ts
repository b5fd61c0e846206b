import { z } from 'zod';
import { count, familyOf } from './family.ts';
import { minus, readingOf } from './reading.ts';

const KEYS = {
  input: 'gen_ai.usage.input_tokens',
  output: 'gen_ai.usage.output_tokens',
  cacheRead: 'gen_ai.usage.cache_read.input_tokens',
  cacheWrite: 'gen_ai.usage.cache_creation.input_tokens',
  reasoning: 'gen_ai.usage.reasoning.output_tokens',
  /** What input and output were called before. */
  prompt: 'gen_ai.usage.prompt_tokens',
  completion: 'gen_ai.usage.completion_tokens',
} as const;

const schema = z.object({
  [KEYS.input]: count,
  [KEYS.output]: count,
  [KEYS.cacheRead]: count,
  [KEYS.cacheWrite]: count,
  [KEYS.reasoning]: count,
  [KEYS.prompt]: count,
  [KEYS.completion]: count,
});

/**
 * Attributes of an OpenTelemetry span. Input includes what the cache gave and took, output includes reasoning; there is
 * no total. https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
 */
export const otel = familyOf({
  name: 'otel',
  claims: (usage) =>
    KEYS.input in usage || KEYS.output in usage || KEYS.prompt in usage || KEYS.completion in usage,
  schema,
  read: (usage) => {
    const cacheRead = usage[KEYS.cacheRead];
    const cacheWrite = usage[KEYS.cacheWrite];
    const reasoning = usage[KEYS.reasoning];
    return readingOf({
      fresh: minus(usage[KEYS.input] ?? usage[KEYS.prompt], cacheRead, cacheWrite),
      cacheRead,
      cacheWrite,
      visible: minus(usage[KEYS.output] ?? usage[KEYS.completion], reasoning),
      reasoning,
      total: null,
    });
  },
});
