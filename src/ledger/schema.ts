import { z } from 'zod';
import { HOUR_MS, parseDuration, SECOND_MS } from '../core/duration.ts';
import { budgetSchema } from './budgets/budget-schema.ts';
import { pricesShape } from './price/price-schema.ts';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const LEAST_LEASE_MS = 10 * SECOND_MS;
const LONGEST_LEASE_MS = 24 * HOUR_MS;

const MISSING_SECRET =
  'the secret is missing; write "${NAME}" and set NAME in the environment or in the .env file beside the configuration';
const secret = z
  .string()
  .min(1, { error: MISSING_SECRET })
  .regex(/^[!-~]*$/, {
    error: 'the secret must be one word of ASCII characters, without spaces or line breaks',
  });

const cron = z.string({ error: 'must be a cron expression of five fields like "0 8 * * *", in quotes' });

/** An entry of `workflows`. */
export const workflowSchema = z
  .strictObject({
    key: secret
      .optional()
      .describe('the key that its reports bear, a secret of your choice; each workflow has its own'),
    keys: z
      .array(secret)
      .min(1, { error: MISSING_SECRET })
      .max(10)
      .optional()
      .describe('several, of which any will do; to rotate: add the new one, wait, remove the old one'),
    schedule: cron.optional().describe('when it runs, a cron expression of five fields'),
    budget: budgetSchema.optional().describe('what it may cost; default: no limit'),
  })
  .refine(({ key, keys }) => key !== undefined || keys !== undefined, {
    path: ['key'],
    error: MISSING_SECRET,
  });
export type WorkflowEntry = z.infer<typeof workflowSchema>;

const provider = z.strictObject({
  budget: budgetSchema.optional().describe('what all calls there may cost; default: no limit'),
  ...pricesShape,
  adminKey: secret
    .optional()
    .describe('a secret: fetches what OpenAI or Anthropic itself billed, to compare with the books'),
});

const WARN_RULE = 'must be a percentage of a budget like 80%, 1% to 100%';
const LEASE_RULE = 'must be a duration from 10s to 24h, like 10m';

/** What `ledger:` says, but for its zone. */
export const ledgerShape = {
  budget: budgetSchema.optional().describe('what everything together may cost; default: no limit'),
  startHour: z
    .int({ error: 'must be an hour, 0 to 23' })
    .min(0, { error: 'must be an hour, 0 to 23' })
    .max(23, { error: 'must be an hour, 0 to 23' })
    .default(0)
    .describe("the hour at which a budget's day begins"),
  weekStart: z.enum(WEEKDAYS).default('monday').describe("the day on which a budget's week begins"),
  warnAt: z
    .array(
      z.string({ error: WARN_RULE }).refine((text) => /^(?:[1-9]\d?|100)%$/.test(text), { error: WARN_RULE }),
    )
    .max(10)
    .default(['80%', '100%'])
    .describe('at what shares of a budget you are told, each once'),
  lease: z
    .string({ error: LEASE_RULE })
    .refine(isLease, { error: LEASE_RULE })
    .default('10m')
    .describe('how long a reservation holds that nobody settles'),
  digest: z
    .strictObject({
      daily: cron.optional().describe('when the digest of the last day is sent; default: not by itself'),
      weekly: cron.optional().describe('when that of the last week is sent; default: not by itself'),
      to: z
        .array(z.string())
        .min(1, { error: 'must name at least one channel' })
        .optional()
        .describe('names of channels; default: wherever messages of the ledger go'),
    })
    .prefault({})
    .describe('when spend, latencies and incidents are summed up'),
  invoices: z
    .strictObject({
      weekly: cron
        .default('0 9 * * 1')
        .describe('when the bills of providers with an `adminKey` are compared with the books'),
    })
    .prefault({})
    .describe('what the providers billed'),
  providers: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
        error: 'a provider has 1 to 63 lower-case letters, digits, ".", "_" and "-", as reports name it',
      }),
      provider,
    )
    .default({})
    .describe(
      'what is to be known of a provider, whether or not it is in `providers`: by the name that reports have',
    ),
} as const;

const ledger = z.object(ledgerShape);
export type LedgerEntry = z.infer<typeof ledger>;

function isLease(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== null && ms >= LEAST_LEASE_MS && ms <= LONGEST_LEASE_MS;
}
