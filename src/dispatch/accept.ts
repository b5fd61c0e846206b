import type { Activity } from '../core/activity.ts';
import type { Clock } from '../core/clock.ts';
import type { Event } from '../core/event.ts';
import {
  QueueFullError,
  type Accept,
  type Accepted,
  type DecideRoutes,
  type DispatchStore,
  type Incoming,
  type Log,
  type RoutedDelivery,
} from '../core/ports.ts';
import { BESIDES_ROUTES, BY_DEFAULT } from './besides-routes.ts';
import type { Outbox } from './outbox.ts';
import { reserve, type Reservation } from './reserve.ts';

export interface AcceptDeps {
  readonly store: DispatchStore;
  readonly decideRoutes: DecideRoutes;
  readonly outboxes: ReadonlyMap<string, Outbox>;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  /** Counts a condition that threw. */
  readonly brokenRoute: (route: string) => void;
  /** Hears of a commit that failed, in the error's words. */
  readonly commitFailed: (detail: string) => void;
}

/**
 * Event → routes → one durable write of dedup key, event and deliveries; only then an answer.
 *
 * What concerns a channel never goes to that channel. Where the routes name no other for it, it would be lost: then every
 * other channel gets it, as what the program has to say does without routes.
 */
export function createAccept(deps: AcceptDeps): Accept {
  return (incoming) => deps.activity.track(accept(incoming, deps));
}

async function accept(incoming: Incoming, deps: AcceptDeps): Promise<Accepted> {
  const now = deps.clock.now();
  const { id, source, type, traceId, dedup, verification, card = null } = incoming;
  let reservation: Reservation | null = null;
  try {
    // Without a card nothing is asked before the commit, so that what comes together shares one.
    const shownIn = card === null ? [] : await deps.store.cardChannels(card);
    const { event, routed } = route(incoming, shownIn, now, deps);
    reservation = reserve(routed, card, deps.outboxes, now);
    const [stored] = await deps.store.accept([
      {
        event,
        dataText: incoming.dataText,
        verification,
        dedup: dedup === null ? null : { key: dedup.key, expiresAt: now + dedup.keepMs },
        deliveries: reservation.deliveries,
        ...(card === null ? {} : { card: { id: card, except: incoming.except ?? [] } }),
      },
    ]);
    if (stored === undefined) throw new Error('the store answered nothing');
    if (stored.outcome === 'duplicate') {
      reservation.released();
      return { outcome: 'duplicate', id: stored.id };
    }
    reservation.committed(event, stored.deliveries);
  } catch (error) {
    reservation?.released();
    if (error instanceof QueueFullError) return { outcome: 'unavailable', reason: 'queue-full' };
    const words = error instanceof Error ? error.message : 'unknown';
    deps.log.error('commit-failed', { source, traceId, error: words });
    deps.commitFailed(words);
    return { outcome: 'unavailable', reason: 'commit-failed' };
  }
  const { deliveries } = reservation;
  const routes = deliveries.map((delivery) => `${delivery.route}>${delivery.channel}`);
  // A webhook has the line of its request.
  if (verification === null) deps.log.info('accepted', { event: id, source, type, traceId, routes });
  return { outcome: 'accepted', id, routes };
}

/** `shownIn`: channels that have the card already, and so get its changes whatever the routes say. */
function route(
  incoming: Incoming,
  shownIn: readonly string[],
  now: number,
  deps: AcceptDeps,
): { readonly event: Event; readonly routed: readonly RoutedDelivery[] } {
  const { id, source, type, subject, severity, traceId, deliveryId, data } = incoming;
  const event: Event = { id, source, type, time: now, subject, severity, traceId, deliveryId, data };
  const decided = deps.decideRoutes(event);
  for (const broken of decided.broken) {
    deps.brokenRoute(broken.route);
    deps.log.warn('route-broken', { route: broken.route, event: id, traceId, error: broken.error });
  }
  const routed = channelsOf(incoming, decided.deliveries, shownIn, deps.outboxes);
  const [first] = routed;
  if (first === undefined || first.severity === severity) return { event, routed };
  return { event: { ...event, severity: first.severity }, routed };
}

function channelsOf(
  { only, also, except, severity }: Incoming,
  decided: readonly RoutedDelivery[],
  shownIn: readonly string[],
  outboxes: ReadonlyMap<string, Outbox>,
): readonly RoutedDelivery[] {
  // Most events: a webhook's go where the routes say.
  if (only === undefined && also === undefined && except === undefined && shownIn.length === 0) {
    return decided;
  }
  const besides = new Set([...(only ?? []), ...(also ?? []), ...shownIn]);
  const byRoutes = only === undefined ? decided : decided.filter(({ channel }) => besides.has(channel));
  for (const { channel } of byRoutes) besides.delete(channel);
  const routed = [
    ...byRoutes,
    ...Array.from(besides, (channel) => ({ channel, route: BESIDES_ROUTES, severity })),
  ];
  const others = routed.filter(({ channel }) => except?.includes(channel) !== true);
  // Routes that send it nowhere at all mean it so, and so does who names its channels.
  if (others.length > 0 || decided.length === 0 || only !== undefined) return others;
  return [...outboxes.keys()]
    .filter((channel) => except?.includes(channel) !== true)
    .map((channel) => ({ channel, route: BY_DEFAULT, severity }));
}
