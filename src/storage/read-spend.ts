import { sql } from 'kysely';
import { z } from 'zod';
import type { SpendCell, SpendFilter, SpendKey } from '../core/ledger.ts';
import type { Reader } from './tables.ts';

const Count = z.bigint().transform(Number);
const Name = z.string().nullable();

const CellRow = z.object({
  at: z.bigint().nullable(),
  workflow: Name,
  provider: Name,
  model: Name,
  prompt: Name,
  trigger: Name,
  calls: Count,
  input_tokens: Count,
  cached_tokens: Count,
  output_tokens: Count,
  paid_tokens: Count,
  cost_high: z.bigint(),
  cost_low: z.bigint(),
  adjusted_high: z.bigint(),
  adjusted_low: z.bigint(),
  floor_high: z.bigint(),
  floor_low: z.bigint(),
  unpriced: Count,
  estimated: Count,
  missing: Count,
});

/** Money is added up in millionths of a dollar and the rest: 64 bits hold no more than nine million dollars of pico-USD. */
const MILLION = 1_000_000n;
const MONEY = ['cost', 'adjusted', 'floor'] as const;
const COUNTS = [
  'calls',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'paid_tokens',
  'unpriced',
  'estimated',
  'missing',
] as const;
const KEYS = ['workflow', 'provider', 'model', 'prompt', 'trigger'] as const satisfies readonly SpendKey[];

export async function readSpend(
  db: Reader,
  { since, until, by, everyMs, workflow }: SpendFilter,
): Promise<readonly SpendCell[]> {
  const span = everyMs === null ? null : sql<bigint>`slot / ${sql.lit(everyMs)} * ${sql.lit(everyMs)}`;
  const keys = KEYS.filter((key) => by.includes(key));
  const columns = [
    sql`${span ?? sql.lit(null)} as "at"`,
    ...KEYS.map((key) => (keys.includes(key) ? sql.ref(key) : sql`null as ${sql.ref(key)}`)),
    ...COUNTS.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`),
    ...MONEY.flatMap((name) => [
      sql`sum(${sql.ref(`${name}_pico`)} / ${sql.lit(Number(MILLION))}) as ${sql.ref(`${name}_high`)}`,
      sql`sum(${sql.ref(`${name}_pico`)} % ${sql.lit(Number(MILLION))}) as ${sql.ref(`${name}_low`)}`,
    ]),
  ];
  const groups = [...(span === null ? [] : [span]), ...keys.map((key) => sql.ref(key))];
  const grouped = groups.length === 0 ? sql`` : sql`group by ${sql.join(groups)}`;
  const only = workflow === undefined ? sql`` : sql`and workflow = ${workflow}`;
  const { rows } = await sql`select ${sql.join(columns)} from usage_sums
    where slot >= ${BigInt(since)} and slot < ${BigInt(until)} ${only} ${grouped}
    having sum(calls) <> 0`.execute(db);
  return rows.map((row) => cellOf(CellRow.parse(row)));
}

/** The first slot of the sums. */
export async function readRecordedSince(db: Reader): Promise<number | null> {
  const row = await db.selectFrom('usage_sums').select('slot').orderBy('slot').limit(1).executeTakeFirst();
  return row === undefined ? null : Number(row.slot);
}

function cellOf(row: z.output<typeof CellRow>): SpendCell {
  return {
    at: row.at === null ? null : Number(row.at),
    workflow: row.workflow,
    provider: row.provider,
    model: row.model,
    prompt: row.prompt,
    trigger: row.trigger,
    calls: row.calls,
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    paidTokens: row.paid_tokens,
    costPico: row.cost_high * MILLION + row.cost_low,
    adjustedPico: row.adjusted_high * MILLION + row.adjusted_low,
    floorPico: row.floor_high * MILLION + row.floor_low,
    unpriced: row.unpriced,
    estimated: row.estimated,
    missing: row.missing,
  };
}
