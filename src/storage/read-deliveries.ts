import type { Selectable } from 'kysely';
import type { DeliveryRecord } from '../core/ports.ts';
import { numberOrNull } from './read-outbox.ts';
import { stateOf } from './states.ts';
import type { DeliveriesTable, Reader } from './tables.ts';

/** Deliveries as the trail shows them, with the tries that failed; in the rows' order. */
export async function withFailures(
  reader: Reader,
  rows: readonly Selectable<DeliveriesTable>[],
): Promise<readonly DeliveryRecord[]> {
  if (rows.length === 0) return [];
  const attempts = await reader
    .selectFrom('attempts')
    .selectAll()
    .where(
      'delivery_seq',
      'in',
      rows.map((row) => row.seq),
    )
    .orderBy('attempt')
    .execute();
  const bySeq = Map.groupBy(attempts, (attempt) => attempt.delivery_seq);
  return rows.map((row) => ({
    channel: row.channel,
    route: row.route,
    state: stateOf(row.state),
    attempts: Number(row.attempts),
    messageId: row.message_id,
    triedAt: numberOrNull(row.tried_at),
    endedAt: numberOrNull(row.ended_at),
    reason: row.reason,
    failures: (bySeq.get(row.seq) ?? []).map((attempt) => ({
      attempt: Number(attempt.attempt),
      at: Number(attempt.at),
      reason: attempt.reason,
      detail: attempt.detail,
    })),
  }));
}
