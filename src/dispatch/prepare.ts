import type { Event } from '../core/event.ts';
import type { EventId } from '../core/ids.ts';
import type { Outgoing } from '../core/message.ts';
import type { DispatchStore, QueuedDelivery } from '../core/ports.ts';
import { compose, type ComposeDeps } from './compose.ts';

/** What one try sends. */
export interface Prepared {
  readonly deliveries: readonly QueuedDelivery[];
  readonly outgoing: Outgoing;
  readonly events: ReadonlyMap<EventId, Event>;
}

export interface Preparation {
  /** `null` where nothing of the group can be sent. */
  readonly prepared: Prepared | null;
  /** What did not fit into the message: still waiting. */
  readonly rest: readonly QueuedDelivery[];
  /** Deliveries whose event is no longer kept. */
  readonly gone: readonly QueuedDelivery[];
}

/** Fetches the events of a group and composes its message, before anything is written or sent. */
export async function prepare(
  group: readonly QueuedDelivery[],
  known: ReadonlyMap<EventId, Event> | null,
  deps: ComposeDeps & { readonly store: Pick<DispatchStore, 'eventsById'> },
): Promise<Preparation> {
  const events = known ?? (await deps.store.eventsById(group.map(({ eventId }) => eventId)));
  const gone = group.filter(({ eventId }) => !events.has(eventId));
  const kept = group.filter(({ eventId }) => events.has(eventId));
  const composed = compose(kept, events, deps);
  if (composed === null) return { prepared: null, rest: [], gone };
  const deliveries = kept.slice(0, composed.count);
  return {
    prepared: { deliveries, outgoing: composed.outgoing, events },
    rest: kept.slice(composed.count),
    gone,
  };
}
