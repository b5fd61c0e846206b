import type { Json } from '../../core/json.ts';
import { scalarOf } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { isLong, refused } from './refused-span.ts';
import type { Read } from './refused-span.ts';

const PREFIX = 'gen_ai.usage.';
/** OpenLLMetry's name for the total, beside its `gen_ai.usage.prompt_tokens`. */
const TOTAL = 'llm.usage.total_tokens';
const MOST_COUNTS = 64;

/**
 * Parts of the input and output by the conventions' names, and where OpenLLMetry and the AI SDK before 7 put them:
 * without them, cached tokens would be charged as fresh ones.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'gen_ai.usage.cache_read.input_tokens': [
    'gen_ai.usage.cache_read_input_tokens',
    'ai.usage.inputTokenDetails.cacheReadTokens',
    'ai.usage.cachedInputTokens',
  ],
  'gen_ai.usage.cache_creation.input_tokens': [
    'gen_ai.usage.cache_creation_input_tokens',
    'ai.usage.inputTokenDetails.cacheWriteTokens',
  ],
  'gen_ai.usage.reasoning.output_tokens': [
    'gen_ai.usage.reasoning_tokens',
    'ai.usage.outputTokenDetails.reasoningTokens',
    'ai.usage.reasoningTokens',
  ],
};

const INPUT = 'gen_ai.usage.input_tokens';
const AI_SDK_CACHED = 'ai.usage.cachedInputTokens';
const AI_SDK_6 = 'ai.usage.inputTokenDetails.';

/**
 * Tokens of the cache that the span's input does not include: AI SDK 5 hands Anthropic's own counts on as they are; from 6
 * on they have details, and include them. https://github.com/vercel/ai/issues/8794
 */
function cachedBeside(attributes: Attributes, provider: string): number {
  const cached = scalarOf(attributes, AI_SDK_CACHED);
  const isBeside =
    provider === 'anthropic' && ![...attributes.keys()].some((name) => name.startsWith(AI_SDK_6));
  return isBeside && typeof cached === 'number' ? cached : 0;
}

/** True where the span says that anything was used. */
export function hasCounts(attributes: Attributes): boolean {
  return [...attributes.keys()].some(
    (name) => name.startsWith(PREFIX) && scalarOf(attributes, name) !== null,
  );
}

/**
 * The usage object of a span: its counts under their full names, whatever they are. `provider`: as `providerOf` names it.
 */
export function usageOf(attributes: Attributes, provider: string): Read<Json> {
  const names = [...attributes.keys()].filter((name) => name.startsWith(PREFIX) || name === TOTAL);
  if (names.length > MOST_COUNTS) return refused('many-counts');
  const counts = new Map(names.map((name) => [name, scalarOf(attributes, name)]));
  for (const [name, others] of Object.entries(ELSEWHERE)) {
    const found = [name, ...others].map((one) => scalarOf(attributes, one)).find((value) => value !== null);
    if (found !== undefined) counts.set(name, found);
  }
  const beside = cachedBeside(attributes, provider);
  const input = counts.get(INPUT);
  if (typeof input === 'number') counts.set(INPUT, input + beside);
  if ([...counts].some(([name, value]) => isLong(name) || isLong(String(value))))
    return refused('long-count');
  return { ok: true, value: Object.fromEntries(counts) };
}
