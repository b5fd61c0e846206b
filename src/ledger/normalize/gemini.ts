import { z } from 'zod';
import { count, familyOf, inputParts, word } from './family.ts';
import { minus, readingOf } from './reading.ts';
import type { Part } from './reading.ts';
import { tierWords } from './tier-words.ts';

/** Zeros are left out, the count of a modality, too. */
const modalities = z
  .array(z.object({ modality: z.string(), tokenCount: count }))
  .nullable()
  .default(null);

const schema = z.object({
  promptTokenCount: count,
  cachedContentTokenCount: count,
  toolUsePromptTokenCount: count,
  candidatesTokenCount: count,
  /** What the Live API calls the candidates. */
  responseTokenCount: count,
  thoughtsTokenCount: count,
  totalTokenCount: count,
  promptTokensDetails: modalities,
  cacheTokensDetails: modalities,
  toolUsePromptTokensDetails: modalities,
  candidatesTokensDetails: modalities,
  serviceTier: word,
  trafficType: word,
});

const KINDS = [
  ['audio', 'AUDIO'],
  ['image', 'IMAGE'],
  ['video', 'VIDEO'],
] as const;

/**
 * Gemini's `usageMetadata`. Cached content is a part of the prompt; the prompts of tools and the thoughts stand beside.
 * https://ai.google.dev/api/generate-content#UsageMetadata
 */
export const gemini = familyOf({
  name: 'gemini',
  claims: (usage) => 'promptTokenCount' in usage || 'totalTokenCount' in usage,
  schema,
  read: (usage) => {
    const { promptTokenCount: prompt, cachedContentTokenCount: cacheRead } = usage;
    const fresh = minus(prompt, cacheRead, -(usage.toolUsePromptTokenCount ?? 0));
    return readingOf({
      fresh,
      cacheRead,
      cacheWrite: null,
      visible: usage.candidatesTokenCount ?? usage.responseTokenCount,
      reasoning: usage.thoughtsTokenCount,
      total: usage.totalTokenCount,
      parts: KINDS.flatMap(([kind, modality]) => partsOf(usage, kind, modality, fresh)),
      tiers: tierWords(usage.serviceTier, usage.trafficType),
    });
  },
});

function partsOf(
  usage: z.output<typeof schema>,
  kind: Part['kind'],
  modality: string,
  fresh: number | null,
): readonly Part[] {
  const input =
    tokensOf(usage.promptTokensDetails, modality) + tokensOf(usage.toolUsePromptTokensDetails, modality);
  const cached = tokensOf(usage.cacheTokensDetails, modality);
  const output = {
    bucket: 'visible',
    kind,
    tokens: tokensOf(usage.candidatesTokensDetails, modality),
  } as const;
  return [
    ...inputParts(kind, Math.max(0, input - cached), fresh),
    { bucket: 'cacheRead', kind, tokens: cached },
    output,
  ];
}

function tokensOf(list: z.output<typeof modalities>, modality: string): number {
  return (list ?? [])
    .filter((each) => each.modality === modality)
    .reduce((all, { tokenCount }) => all + (tokenCount ?? 0), 0);
}
