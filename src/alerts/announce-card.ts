import { announcementKey } from '../core/alerts.ts';
import { cardEventData } from '../core/card-event.ts';
import { DAY_MS } from '../core/duration.ts';
import type { EventId } from '../core/ids.ts';
import type { Card, Incident, Labels } from '../core/incident.ts';
import type { Incoming } from '../core/ports.ts';
import { showCard } from './show-card.ts';

/** How long the same change counts as accepted already. */
const KEPT_MS = 7 * DAY_MS;
/** A change that is older is not tried again at a start: it would no longer be known for accepted. */
export const TELL_LATE_MS = 6 * DAY_MS;

/** The newest change of a card as an event on its way in; `null`: nobody is told of it. */
export function announcementOf(
  card: Card,
  incidents: readonly Incident[],
  newId: () => EventId,
  digest: (text: string) => Uint8Array,
): Incoming | null {
  const [first] = incidents;
  if (card.last === null || first === undefined) return null;
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  const about = open.length > 0 ? open : incidents;
  const labels = about.reduce<Labels>((all, incident) => ({ ...all, ...incident.labels }), {});
  const ids = about.map(({ id }) => id);
  const data = cardEventData(card.last, showCard(card, incidents).message, { labels, incidents: ids });
  return {
    id: newId(),
    source: (about.at(-1) ?? first).source,
    type: `incident.${card.last.change}`,
    subject: card.id,
    severity: card.severity,
    traceId: first.traceId,
    deliveryId: null,
    data,
    dedup: { key: digest(announcementKey(card.id, card.last)), keepMs: KEPT_MS },
    verification: null,
    except: [...new Set(incidents.flatMap(({ except }) => except))],
    also: card.last.also,
    card: card.id,
  };
}
