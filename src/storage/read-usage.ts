import { sql, type Selectable } from 'kysely';
import type { KeptUse, LedgerReader } from '../core/ledger.ts';
import type { UsageRecordsTable } from './ledger-tables.ts';
import type { Reader } from './tables.ts';
import { adjustmentOf, useOf } from './usage-rows.ts';

export async function readUse(db: Reader, id: string, workflow: string | null): Promise<KeptUse | null> {
  const row = await db
    .selectFrom('usage_records')
    .selectAll()
    .where('id', '=', id)
    .$if(workflow !== null, (query) => query.where('workflow', '=', workflow ?? ''))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const [kept] = row === undefined ? [] : await withAdjustments(db, [row]);
  return kept ?? null;
}

export async function readUses(
  db: Reader,
  { since, after, limit }: Parameters<LedgerReader['bookedUses']>[0],
): Promise<readonly KeptUse[]> {
  const rows = await db
    .selectFrom('usage_records')
    .selectAll()
    .where('seq', '>', BigInt(after))
    // The plus keeps SQLite from the index of times, by which every piece would be found and sorted anew.
    .where(sql<bigint>`+at`, '>=', BigInt(since))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return withAdjustments(db, rows);
}

export async function readLatencies(
  db: Reader,
  { since, until, limit }: Parameters<LedgerReader['latencies']>[0],
): ReturnType<LedgerReader['latencies']> {
  const rows = await db
    .selectFrom('usage_records')
    .select(['provider', 'latency_ms'])
    .where('at', '>=', BigInt(since))
    .where('at', '<', BigInt(until))
    .where('latency_ms', 'is not', null)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ provider, latency_ms: latency }) => ({ provider, latencyMs: Number(latency) }));
}

async function withAdjustments(
  db: Reader,
  rows: readonly Selectable<UsageRecordsTable>[],
): Promise<readonly KeptUse[]> {
  const seqs = rows.map(({ seq }) => seq);
  const adjustments = await db
    .selectFrom('usage_adjustments')
    .selectAll()
    .where('use_seq', 'in', seqs)
    .orderBy('seq')
    .execute();
  const kept = adjustments.map(adjustmentOf);
  return rows.map((row) => ({
    seq: Number(row.seq),
    use: useOf(row),
    bookedAt: Number(row.booked_at),
    adjustments: kept.filter(({ useSeq }) => useSeq === Number(row.seq)),
  }));
}
