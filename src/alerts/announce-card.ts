import { announcementKey } from '../core/alerts.ts';
import { cardEventData } from '../core/card-event.ts';
import { DAY_MS } from '../core/duration.ts';
import type { EventId } from '../core/ids.ts';
import type { Card, Incident, Labels } from '../core/incident.ts';
import type { Incoming } from '../core/ports.ts';
import { showCard } from './show-card.ts';

/** How long the same change counts as accepted already. */
const KEPT_MS = 7 * DAY_MS;
/** Incidents that an event names; its card knows them all. */
const MOST_NAMED = 20;
/** An end that is older and was never told is not told at a start any more. */
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
  const labels = about.map((incident) => incident.labels).reduce(inCommon);
  const ids = about.slice(0, MOST_NAMED).map(({ id }) => id);
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
    ...onlyFor(about),
    also: card.last.also,
    card: card.id,
  };
}

/** Where all of them name their channels, those of any: one may have got others since it came onto the card. */
function onlyFor(incidents: readonly Incident[]): Pick<Incoming, 'only'> {
  const named = incidents.flatMap(({ to }) => (to === null ? [] : [to]));
  return named.length < incidents.length ? {} : { only: [...new Set(named.flat())] };
}

/** What both bear: a rule for a label is for none that lacks it. */
function inCommon(some: Labels, others: Labels): Labels {
  return Object.fromEntries(Object.entries(some).filter(([name, value]) => others[name] === value));
}
