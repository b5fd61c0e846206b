import type { ShowCard } from '../core/alerts.ts';
import type { IncidentId } from '../core/ids.ts';
import type { CardPlaces } from './prepare.ts';

/**
 * Which of these cards are over and were never shown in the channel: those may stand in a list, there is nothing left to
 * press. `head`: asks no further where this one isn't.
 */
export type OverUnseen = (
  cards: readonly IncidentId[],
  head: IncidentId | null,
) => Promise<ReadonlySet<IncidentId>>;

export function createOverUnseen(deps: {
  readonly showCard: ShowCard;
  readonly places: CardPlaces;
}): OverUnseen {
  return async (cards, head) => {
    const over = new Set<IncidentId>();
    if (cards.length === 0) return over;
    const places = await deps.places(cards);
    for (const card of cards) {
      if (!places.has(card) && (await deps.showCard(card))?.status === 'resolved') over.add(card);
      else if (card === head) return over;
    }
    return over;
  };
}
