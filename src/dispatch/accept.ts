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
import type { Outbox } from './outbox.ts';
import { reserve } from './reserve.ts';

export interface AcceptDeps {
  readonly store: DispatchStore;
  readonly decideRoutes: DecideRoutes;
  readonly outboxes: ReadonlyMap<string, Outbox>;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  /** Counts a condition that threw. */
  readonly brokenRoute: (route: string) => void;
}

/** Event → routes → one durable write of dedup key, event and deliveries; only then an answer. */
export function createAccept(deps: AcceptDeps): Accept {
  return (incoming) => deps.activity.track(accept(incoming, deps));
}

async function accept(incoming: Incoming, deps: AcceptDeps): Promise<Accepted> {
  const now = deps.clock.now();
  const { event, routed } = route(incoming, now, deps);
  const reservation = reserve(routed, deps.outboxes, now);
  const { dedup, verification } = incoming;
  try {
    const [stored] = await deps.store.accept([
      {
        event,
        verification,
        dedup: dedup === null ? null : { key: dedup.key, expiresAt: now + dedup.keepMs },
        deliveries: reservation.deliveries,
      },
    ]);
    if (stored === undefined) throw new Error('the store answered nothing');
    if (stored.outcome === 'duplicate') {
      reservation.released();
      return { outcome: 'duplicate', id: stored.id };
    }
    reservation.committed(event, stored.deliveries);
  } catch (error) {
    reservation.released();
    if (error instanceof QueueFullError) return { outcome: 'unavailable', reason: 'queue-full' };
    deps.log.error('commit-failed', {
      source: event.source,
      traceId: event.traceId,
      error: error instanceof Error ? error.message : 'unknown',
    });
    return { outcome: 'unavailable', reason: 'commit-failed' };
  }
  deps.log.info('accepted', {
    event: event.id,
    source: event.source,
    type: event.type,
    traceId: event.traceId,
    routes: reservation.deliveries.map((delivery) => `${delivery.route}>${delivery.channel}`),
  });
  return { outcome: 'accepted', id: event.id, deliveries: reservation.deliveries.length };
}

function route(
  incoming: Incoming,
  now: number,
  deps: AcceptDeps,
): { readonly event: Event; readonly routed: readonly RoutedDelivery[] } {
  const { id, source, type, subject, traceId, deliveryId, data } = incoming;
  const event: Event = {
    id,
    source,
    type,
    time: now,
    subject,
    severity: incoming.severity,
    traceId,
    deliveryId,
    data,
  };
  const decided = deps.decideRoutes(event);
  for (const broken of decided.broken) {
    deps.brokenRoute(broken.route);
    deps.log.warn('route-broken', { route: broken.route, event: id, traceId, error: broken.error });
  }
  const routed = decided.deliveries.filter(({ channel }) => incoming.except?.includes(channel) !== true);
  return { event: { ...event, severity: routed[0]?.severity ?? event.severity }, routed };
}
