import { sql, type SqlBool } from 'kysely';
import { DELIVERY_STATES, type DeliveryState } from '../core/ports.ts';
import { SEVERITIES, type Severity } from '../core/event.ts';

/** Delivery states as the database keeps them: an index into `DELIVERY_STATES`. */
export const WAITING = DELIVERY_STATES.indexOf('waiting');
export const SENDING = DELIVERY_STATES.indexOf('sending');
export const DELIVERED = DELIVERY_STATES.indexOf('delivered');
export const DEAD = DELIVERY_STATES.indexOf('dead');

/**
 * Says what the index of open deliveries says of itself: a query without exactly this condition, its numbers written
 * out, reads the whole table instead of the index.
 */
export const IS_OPEN = sql<SqlBool>`state in (${sql.lit(WAITING)}, ${sql.lit(DEAD)})`;

export function stateOf(stored: bigint): DeliveryState {
  const state = DELIVERY_STATES[Number(stored)];
  if (state === undefined) throw new Error(`the database holds an unknown delivery state ${stored}`);
  return state;
}

export function severityOf(stored: string): Severity {
  const severity = SEVERITIES.find((known) => known === stored);
  if (severity === undefined) throw new Error(`the database holds an unknown severity ${stored}`);
  return severity;
}
