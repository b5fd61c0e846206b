import type { ShowCard } from '../core/alerts.ts';
import type { IncidentId } from '../core/ids.ts';
import { BURST } from '../core/outbox.ts';
import type { QueuedDelivery } from '../core/ports.ts';
import type { CardPlaces } from './prepare.ts';

/**
 * Which of a queue's cards are over and were never shown in the channel: those may go into a list, there is nothing
 * left to press. Asks only where the head may become a list.
 */
export async function overUnseen(
  queue: readonly QueuedDelivery[],
  deps: { readonly showCard: ShowCard; readonly places: CardPlaces },
): Promise<ReadonlySet<IncidentId>> {
  const over = new Set<IncidentId>();
  const [head] = queue;
  if (head === undefined || queue.length <= BURST) return over;
  if (head.card === null && head.severity === 'critical') return over;
  const cards = [...new Set(queue.flatMap(({ card }) => card ?? []))];
  const places = cards.length === 0 ? null : await deps.places(cards);
  for (const card of cards) {
    const unseen = places?.has(card) === false;
    if (unseen && (await deps.showCard(card))?.status === 'resolved') over.add(card);
    else if (card === head.card) return over;
  }
  return over;
}
