import type { RefusedRequest } from '../core/ports.ts';
import { countRefused } from './source-counts.ts';
import type { Writer } from './tables.ts';

/** The newest so many refused requests can be looked up. */
export const REFUSED_KEPT = 10_000;

/** Statuses that are no refusal of a known source's sender: the delivery came again, or a handshake was answered. */
const ANSWERED_BELOW = 400;

export async function keepRefused(writer: Writer, requests: readonly RefusedRequest[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const request of requests) {
    if (request.source !== null && request.unknownSource !== true && request.status >= ANSWERED_BELOW) {
      counts.set(request.source, (counts.get(request.source) ?? 0) + 1);
    }
    await writer
      .insertInto('refused')
      .values({
        request_id: request.requestId,
        at: request.at,
        ip: request.ip,
        source: request.source,
        status: request.status,
        reason: request.reason,
        detail: request.detail,
        trace_id: request.traceId,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const [source, count] of counts) await countRefused(writer, source, count);
  await writer
    .deleteFrom('refused')
    .where('seq', '<=', (eb) =>
      eb
        .selectFrom('refused')
        .select((inner) => inner(inner.fn.max('seq'), '-', BigInt(REFUSED_KEPT)).as('last')),
    )
    .execute();
}
