import type { z } from 'zod';
import { DAY_MS } from '../core/duration.ts';
import { OLDEST_USE_MS, type EstimateTokens, type ModelUse } from '../core/usage.ts';
import { recordSchema } from './usage-schema.ts';

/** What a clock may be ahead of ours; it is then taken for now. */
const AHEAD_MS = DAY_MS;
export const MOST_RECORDS = 1_000;

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
  if (at < now - OLDEST_USE_MS || at > now + AHEAD_MS)
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
