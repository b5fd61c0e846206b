import { isObject } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import { anthropic } from './anthropic.ts';
import { bedrock } from './bedrock.ts';
import { cohere } from './cohere.ts';
import type { UsageFamily } from './family.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import { otel } from './otel.ts';
import type { Reading } from './reading.ts';

/** Every shape, in the order of asking: the first that claims an object reads it. */
export const FAMILIES = [
  otel,
  openaiChat,
  anthropic,
  openaiResponses,
  gemini,
  bedrock,
  cohere,
  ollama,
] as const satisfies readonly UsageFamily[];

/** A provider's usage object in disjoint buckets that add up, or why it tells nothing. Throws nothing. */
export function normalize(usage: Json, api: string): Reading {
  if (usage === null) return { ok: false, reason: 'no-usage' };
  if (!isObject(usage)) return { ok: false, reason: 'unknown-shape' };
  const family = FAMILIES.find(({ claims }) => claims(usage, api));
  return family === undefined ? { ok: false, reason: 'unknown-shape' } : family.read(usage);
}
