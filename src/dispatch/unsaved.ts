import type { DeliveryResult, OutboxStep, QueuedDelivery } from '../core/ports.ts';

/** What came of the last try, before it is written down. */
export type Unsaved = Pick<OutboxStep, 'results' | 'cards' | 'health'>;

export const NOTHING: Unsaved = { results: [], cards: [], health: null };

export function withResults(
  unsaved: Unsaved,
  deliveries: readonly QueuedDelivery[],
  result: DeliveryResult,
): Unsaved {
  return { ...unsaved, results: [...unsaved.results, ...deliveries.map(({ seq }) => ({ seq, result }))] };
}

export function eventGone(at: number): DeliveryResult {
  return { outcome: 'dead', at, reason: 'event-gone', detail: 'the event is no longer kept' };
}
