import { z } from 'zod';
import { count, details, familyOf, word } from './family.ts';
import { minus, readingOf } from './reading.ts';
import { tierWords } from './tier-words.ts';
import { sumOfKnown } from '../../core/usage.ts';

const counts = z.object({
  input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: details({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
  output_tokens: count,
});
type Counts = z.output<typeof counts>;

const schema = counts.extend({
  output_tokens_details: details({ thinking_tokens: count }),
  server_tool_use: details({ web_search_requests: count }),
  service_tier: word,
  inference_geo: word,
  speed: word,
  iterations: z
    .array(counts.extend({ type: z.string(), model: word }))
    .nullable()
    .default(null),
});

/**
 * Anthropic's messages. `input_tokens` are those beside the cache; there is no total. Steps that the provider took by
 * itself stand in `iterations` alone: a compaction is charged like the rest, an adviser is another model.
 * https://docs.anthropic.com/en/api/messages
 */
export const anthropic = familyOf({
  name: 'anthropic',
  claims: (usage, api) =>
    ('input_tokens' in usage || 'output_tokens' in usage) &&
    (api === 'anthropic' || 'cache_read_input_tokens' in usage || 'cache_creation_input_tokens' in usage),
  schema,
  read: (usage) => {
    const steps = (usage.iterations ?? []).filter(({ type }) => type !== 'message');
    const all: readonly Counts[] = [usage, ...steps.filter(({ model }) => model === null)];
    const reasoning = usage.output_tokens_details?.thinking_tokens ?? null;
    const oneHour = sumOfKnown(all.map((each) => each.cache_creation?.ephemeral_1h_input_tokens ?? null));
    return readingOf({
      fresh: sumOfKnown(all.map((each) => each.input_tokens)),
      cacheRead: sumOfKnown(all.map((each) => each.cache_read_input_tokens)),
      cacheWrite: sumOfKnown(all.map(written)),
      visible: minus(sumOfKnown(all.map((each) => each.output_tokens)), reasoning),
      reasoning,
      total: null,
      parts: [{ bucket: 'cacheWrite', kind: 'one-hour', tokens: oneHour ?? 0 }],
      searches: usage.server_tool_use?.web_search_requests ?? 0,
      tiers: tierWords(usage.service_tier, usage.inference_geo, usage.speed),
      anotherModel: steps.some(({ model }) => model !== null),
    });
  },
});

/** All that was written to the cache; where only its parts are named, their sum. */
function written({ cache_creation_input_tokens: all, cache_creation: parts }: Counts): number | null {
  return (
    all ?? sumOfKnown([parts?.ephemeral_5m_input_tokens ?? null, parts?.ephemeral_1h_input_tokens ?? null])
  );
}
