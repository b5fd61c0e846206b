import { z } from 'zod';
import { DAY_MS } from '../core/duration.ts';
import type { Json } from '../core/json.ts';
import { TRIGGER_KINDS } from '../core/usage.ts';

/** Characters of a name or an id; nobody's are longer. */
const MAX_TEXT = 200;
/** Of a usage object as JSON: real ones have some hundred. */
const MAX_USAGE = 16_384;
const LONGEST_MS = DAY_MS;
/** A date can't be farther from 1970. */
const FARTHEST_MS = 8.64e15;

const text = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must not be empty' })
  .max(MAX_TEXT, { error: `must have at most ${MAX_TEXT} characters` });
const LATENCY = 'must be milliseconds, from 0 to a day';
const WHEN = 'must be a time like "2026-11-28T07:00:00Z"';

/** It was parsed as JSON, so it is. */
const usage = z
  .custom<Json>((value) => typeof value === 'object' && !Array.isArray(value), {
    error: "must be the provider's own usage object, or null where it sent none",
  })
  .refine((value) => lengthOf(value) <= MAX_USAGE, {
    error: `must have at most ${MAX_USAGE} characters as JSON: it is the usage object alone, not the answer`,
  });

const when = z
  .union([z.iso.datetime({ offset: true, error: WHEN }), z.number()], { error: WHEN })
  .transform((value, context) => {
    const at = typeof value === 'number' ? value : Date.parse(value);
    if (Number.isInteger(at) && Math.abs(at) <= FARTHEST_MS) return at;
    context.addIssue({ code: 'custom', message: WHEN });
    return z.NEVER;
  });

/** One call as a workflow reports it (contract, section 4), and what we take besides. */
export const recordSchema = z.object({
  id: text,
  /** Configurations name providers in lower case only; whoever writes `OpenAI` means the same budget and price. */
  provider: text.toLowerCase(),
  model: text,
  usage: usage.nullish(),
  at: when.optional(),
  latencyMs: z
    .number({ error: LATENCY })
    .min(0, { error: LATENCY })
    .max(LONGEST_MS, { error: LATENCY })
    .nullish(),
  traceId: text.nullish(),
  trigger: z
    .object(
      {
        kind: z.enum(TRIGGER_KINDS, { error: `must be one of ${TRIGGER_KINDS.join(', ')}` }),
        id: z.string().max(MAX_TEXT).default(''),
      },
      { error: `must be like { "kind": "cron", "id": "nightly" }` },
    )
    .nullish(),
  promptHash: text.nullish(),
  /** More is to come under this id: a stream that is not over. */
  partial: z.boolean().default(false),
  /** How it ran, where the usage object does not say it: `batch`, `flex`, `priority`. */
  tier: text.nullish(),
  /** Of a call without a usage object: what tokens are estimated by. They are not kept. */
  inputText: z.string().nullish(),
  outputText: z.string().nullish(),
});

/** Infinite where it nests deeper than anything can be written. */
function lengthOf(value: Json): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}
