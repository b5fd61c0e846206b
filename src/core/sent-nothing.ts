import type { DeliveryRecord } from './delivery.ts';

/**
 * Of a card's deliveries, in order, those that put nothing into a chat: where messages can't be changed (`uneditable`, by
 * name), what only changes a card has nothing to send, and is done under the id of the message that stands there.
 * Deliveries that became one message together ended at the same time.
 */
export function sentNothing(
  deliveries: readonly DeliveryRecord[],
  uneditable: ReadonlySet<string>,
): ReadonlySet<DeliveryRecord> {
  const nothing = new Set<DeliveryRecord>();
  const sentAt = new Map<string, number>();
  for (const delivery of deliveries) {
    const { channel, state, messageId, endedAt } = delivery;
    if (!uneditable.has(channel) || state !== 'delivered' || messageId === null || endedAt === null) continue;
    const message = JSON.stringify([channel, messageId]);
    const first = sentAt.get(message);
    if (first === undefined) sentAt.set(message, endedAt);
    else if (endedAt > first) nothing.add(delivery);
  }
  return nothing;
}
