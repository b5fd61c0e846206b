import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { SpendCell, SpendFilter, SpendKey } from '../core/ledger.ts';
import { PICO_A_MICRO } from './keep-sums.ts';
import { piecesOf, type SumPiece } from './sum-spans.ts';
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
  cost_micro: z.bigint(),
  cost_rest: z.bigint(),
  adjusted_micro: z.bigint(),
  adjusted_rest: z.bigint(),
  floor_micro: z.bigint(),
  floor_rest: z.bigint(),
  unpriced: Count,
  estimated: Count,
  missing: Count,
});

const SUMS = [
  'calls',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'paid_tokens',
  'cost_micro',
  'cost_rest',
  'adjusted_micro',
  'adjusted_rest',
  'floor_micro',
  'floor_rest',
  'unpriced',
  'estimated',
  'missing',
] as const;
const KEYS = ['workflow', 'provider', 'model', 'prompt', 'trigger'] as const satisfies readonly SpendKey[];

export async function readSpend(db: Reader, filter: SpendFilter): Promise<readonly SpendCell[]> {
  const { by, everyMs, workflow } = filter;
  const pieces = piecesOf(filter);
  if (pieces.length === 0) return [];
  const span = everyMs === null ? null : sql<bigint>`slot / ${sql.lit(everyMs)} * ${sql.lit(everyMs)}`;
  const keys = KEYS.filter((key) => by.includes(key));
  const columns = [
    sql`${span ?? sql.lit(null)} as "at"`,
    ...KEYS.map((key) => (keys.includes(key) ? sql.ref(key) : sql`null as ${sql.ref(key)}`)),
    ...SUMS.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`),
  ];
  const groups = [...(span === null ? [] : [span]), ...keys.map((key) => sql.ref(key))];
  const grouped = groups.length === 0 ? sql`` : sql`group by ${sql.join(groups)}`;
  const only = workflow === undefined ? sql`` : sql`and workflow = ${workflow}`;
  const read = sql.join(['slot', ...keys, ...SUMS].map((name) => sql.ref(name)));
  const rowsOf = pieces.map((piece) => sql`select ${read} from ${tableOf(piece)} ${only}`);
  // One statement, so that all of it is of the same moment.
  const { rows } =
    await sql`select ${sql.join(columns)} from (${sql.join(rowsOf, sql` union all `)}) ${grouped}
    having sum(calls) <> 0`.execute(db);
  return rows.map((row) => cellOf(CellRow.parse(row)));
}

function tableOf({ span, since, until }: SumPiece): RawBuilder<unknown> {
  const table = span === null ? sql`usage_sums where` : sql`usage_spans where kind = ${span.kind} and`;
  return sql`${table} slot >= ${BigInt(since)} and slot < ${BigInt(until)}`;
}

/** The first slot of the sums. */
export async function readRecordedSince(db: Reader): Promise<number | null> {
  const row = await db
    .selectFrom('usage_records')
    .select('booked_at')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : Number(row.booked_at);
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
    costPico: row.cost_micro * PICO_A_MICRO + row.cost_rest,
    adjustedPico: row.adjusted_micro * PICO_A_MICRO + row.adjusted_rest,
    floorPico: row.floor_micro * PICO_A_MICRO + row.floor_rest,
    unpriced: row.unpriced,
    estimated: row.estimated,
    missing: row.missing,
  };
}
