import { OWN_SOURCES, type Event } from '../core/event.ts';
import type { EventId } from '../core/ids.ts';
import type { RoutedDelivery } from '../core/ports.ts';
import type { AcceptDeps } from './accept.ts';
import { BESIDES_ROUTES } from './besides-routes.ts';
import { reserve } from './reserve.ts';

export type Replayed =
  | { readonly outcome: 'replayed'; readonly id: EventId; readonly channels: readonly string[] }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unavailable' };

/**
 * Sends a stored event again, by the routes as they are now, as new deliveries beside the old ones. An event of the
 * program's own (a change of a card, say) goes to the channels that it was for when it was new and to no other: what
 * concerns a channel must not go there, and which one that was is not kept.
 */
export type Replay = (id: EventId) => Promise<Replayed>;

export function createReplay(deps: AcceptDeps): Replay {
  return (id) => deps.activity.track(replay(id, deps));
}

async function replay(id: EventId, deps: AcceptDeps): Promise<Replayed> {
  const event = (await deps.store.eventsById([id])).get(id);
  if (event === undefined) return { outcome: 'unknown' };
  // Who asks for an event again wants to read that event, also where it once changed a card.
  const deliveries = await deliveriesOf(event, deps);
  const reservation = reserve(deliveries, null, deps.outboxes, deps.clock.now());
  try {
    const seqs = await deps.store.redeliver(id, reservation.deliveries);
    if (seqs === null) {
      reservation.released();
      return { outcome: 'unknown' };
    }
    reservation.committed(event, seqs);
  } catch (error) {
    reservation.released();
    deps.log.error('replay-failed', { event: id, error: error instanceof Error ? error.message : 'unknown' });
    return { outcome: 'unavailable' };
  }
  const channels = reservation.deliveries.map(({ channel }) => channel);
  deps.log.info('replayed', { event: id, traceId: event.traceId, channels });
  return { outcome: 'replayed', id, channels };
}

async function deliveriesOf(event: Event, deps: AcceptDeps): Promise<readonly RoutedDelivery[]> {
  const { deliveries } = deps.decideRoutes(event);
  if (!OWN_SOURCES.some((own) => own === event.source)) return deliveries;
  const { severity } = event;
  const channels = new Set(await deps.store.channelsOf(event.id));
  return Array.from(
    channels,
    (channel) =>
      deliveries.find((routed) => routed.channel === channel) ?? { channel, route: BESIDES_ROUTES, severity },
  );
}
