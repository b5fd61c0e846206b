import { z } from 'zod';
import { DAY_MS } from '../core/duration.ts';
import type { Json } from '../core/json.ts';
import { TRIGGER_KINDS, type EstimateTokens, type ModelUse } from '../core/usage.ts';

/** Characters of a name or an id; nobody's are longer. */
const MAX_TEXT = 200;
/** Of a usage object as JSON: real ones have some hundred. */
const MAX_USAGE = 16_384;
const LONGEST_MS = DAY_MS;
/** How long ago a call may have been: as long as calls are kept one by one, about. */
const OLDEST_MS = 90 * DAY_MS;
/** What a clock may be ahead of ours; it is then taken for now. */
const AHEAD_MS = DAY_MS;
/** A date can't be farther from 1970. */
const FARTHEST_MS = 8.64e15;
export const MOST_RECORDS = 1_000;

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
const recordSchema = z.object({
  id: text,
  provider: text,
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

export type ReportedUse = Omit<ModelUse, 'workflow'>;
export type ReadRecords =
  | { readonly ok: true; readonly uses: readonly ReportedUse[] }
  | { readonly ok: false; readonly problem: string };

export interface ReadRecordsDeps {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly estimate: EstimateTokens;
}

/** What the body of `POST /v1/usage` reports, or what is wrong with it and where. */
export function readRecords(body: unknown, deps: ReadRecordsDeps): ReadRecords {
  if (Array.isArray(body) && body.length > MOST_RECORDS)
    return {
      ok: false,
      problem: `at most ${MOST_RECORDS} records at once: send the rest in further requests`,
    };
  const records = Array.isArray(body) ? body : [body];
  const uses: ReportedUse[] = [];
  for (const [i, one] of records.entries()) {
    const read = readRecord(one, deps);
    if (!read.ok)
      return { ok: false, problem: Array.isArray(body) ? `record ${i}: ${read.problem}` : read.problem };
    uses.push(read.use);
  }
  return { ok: true, uses };
}

/** One record. `id` stands in for one that is not there. */
export function readRecord(
  value: unknown,
  { now, estimate }: ReadRecordsDeps,
  id?: string,
): { readonly ok: true; readonly use: ReportedUse } | { readonly ok: false; readonly problem: string } {
  const given = id !== undefined && typeof value === 'object' && value !== null ? { ...value, id } : value;
  const parsed = recordSchema.safeParse(given);
  if (!parsed.success) return { ok: false, problem: sayIssue(parsed.error) };
  const { at = now, inputText = null, outputText = null, usage: object = null, ...record } = parsed.data;
  if (at < now - OLDEST_MS || at > now + AHEAD_MS)
    return {
      ok: false,
      problem: `at: ${new Date(at).toISOString()} is too far from now (${new Date(now).toISOString()}): calls of the last 90 days are taken; is it in milliseconds, and is the clock right?`,
    };
  return {
    ok: true,
    use: {
      id: record.id,
      provider: record.provider,
      model: record.model,
      usage: object,
      at: Math.min(at, now),
      estimate: object === null ? estimate({ input: inputText, output: outputText }) : null,
      partial: record.partial,
      tier: record.tier ?? null,
      latencyMs: record.latencyMs ?? null,
      traceId: record.traceId ?? null,
      trigger: record.trigger ?? null,
      promptHash: record.promptHash ?? null,
    },
  };
}

function sayIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'can’t be read';
  if (issue.path.length === 0) return 'must be an object like {"id","provider","model","usage"}';
  return `${issue.path.join('.')}: ${issue.message}`;
}

/** Infinite where it nests deeper than anything can be written. */
function lengthOf(value: Json): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}
