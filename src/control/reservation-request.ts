import { z } from 'zod';
import { parseAmount } from '../core/amount.ts';
import type { CallEstimate, ReserveAsked, SettleAsked } from '../core/reserving.ts';
import { readRecord, type ReadRecordsDeps } from './usage-record.ts';

const MAX_TEXT = 200;
const LEAST_LEASE_S = 1;
const MOST_LEASE_S = 86_400;
const MOST_TOKENS = 1_000_000_000;
const NOTHING: CallEstimate = { pico: null, inputTokens: null, outputTokens: null };

const NAME = `must be a text of 1 to ${MAX_TEXT} characters`;
const name = z.string({ error: NAME }).min(1, { error: NAME }).max(MAX_TEXT, { error: NAME });
const tokens = z.int().min(0).max(MOST_TOKENS);
const LEASE = `must be seconds, ${LEAST_LEASE_S} to ${MOST_LEASE_S} (a day)`;
const DOLLARS = 'must be dollars like "0.05" or "$0.05"';
/** Exact from a text; of a number, what it is written as. */
const dollars = z
  .union([z.string(), z.number().transform((value) => value.toFixed(12))], { error: DOLLARS })
  .transform((text, context) => {
    if (/^\$?0+(\.0+)?$/.test(text.trim())) return 0n;
    const amount = parseAmount(text);
    if (amount?.unit === 'usd') return amount.pico;
    context.addIssue({ code: 'custom', message: DOLLARS });
    return z.NEVER;
  });
const estimate = z.union(
  [
    dollars.transform((pico): CallEstimate => ({ ...NOTHING, pico })),
    z
      .object({ usd: dollars.nullish(), inputTokens: tokens.nullish(), outputTokens: tokens.nullish() })
      .refine(({ usd, inputTokens, outputTokens }) => (usd ?? inputTokens ?? outputTokens ?? null) !== null)
      .transform(({ usd, inputTokens, outputTokens }): CallEstimate => ({
        pico: usd ?? null,
        inputTokens: inputTokens ?? null,
        outputTokens: outputTokens ?? null,
      })),
  ],
  {
    error:
      'must be dollars like "0.05", or like { "inputTokens": 2000, "outputTokens": 500 } with provider and model',
  },
);
const reserveSchema = z.object({
  id: name.nullish(),
  provider: name.toLowerCase().nullish(),
  model: name.nullish(),
  estimate,
  leaseSeconds: z
    .number({ error: LEASE })
    .min(LEAST_LEASE_S, { error: LEASE })
    .max(MOST_LEASE_S, { error: LEASE })
    .nullish(),
});

const RESERVE_RULE = 'must be an object like {"id","provider","model","estimate"}';

/** What the body of `POST /v1/reservations` asks for, or what is wrong with it and where. */
export function askedOf(workflow: string, body: unknown): ReserveAsked | string {
  const parsed = reserveSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return where === '' ? RESERVE_RULE : `${where}: ${issue?.message ?? ''}`;
  }
  const { id = null, provider = null, model = null, leaseSeconds = null } = parsed.data;
  const leaseMs = leaseSeconds === null ? null : Math.ceil(leaseSeconds * 1_000);
  return { workflow, id, provider, model, estimate: parsed.data.estimate, leaseMs };
}

/**
 * What a call came to, or what is wrong with the body. `{}`: nothing is known; `{ costUsd }`; else a record as for
 * `POST /v1/usage`.
 */
export function settlingOf(body: unknown, id: string, deps: ReadRecordsDeps): SettleAsked | string {
  if (body === undefined || body === null) return { kind: 'unknown' };
  const isObject = typeof body === 'object' && !Array.isArray(body);
  if (isObject && Object.keys(body).length === 0) return { kind: 'unknown' };
  if (isObject && 'costUsd' in body && !('usage' in body)) {
    const cost = dollars.safeParse(body.costUsd);
    return cost.success ? { kind: 'cost', pico: cost.data } : `costUsd: ${DOLLARS}`;
  }
  const read = readRecord(body, deps, id);
  return read.ok ? { kind: 'use', use: read.use } : read.problem;
}
