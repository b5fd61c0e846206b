import type { Clock } from '../core/clock.ts';
import type { DeliverySeq, EventId } from '../core/ids.ts';
import type { DeliveryResult } from '../core/ports.ts';
import type { LoopbackDelivery } from '../probes/loopback/port.ts';
import type { Storage } from '../storage/index.ts';

/** Deliveries that are followed at once; the oldest go first. */
const MOST_FOLLOWED = 20;

interface Followed {
  readonly event: EventId;
  readonly channel: string;
  readonly known: Promise<LoopbackDelivery>;
  readonly tell: (delivery: LoopbackDelivery) => void;
}

export interface LoopbackDeliveries {
  /** The store as dispatch is to use it: what is written there of deliveries is heard here. */
  readonly store: Storage;
  /** Resolves as soon as the event is in its chat, or was refused, or waits for a channel that fails. Never rejects. */
  of(event: EventId): Promise<LoopbackDelivery>;
}

/** Follows the deliveries of events of these sources by what the store is told of them. */
export function followDeliveries(
  store: Storage,
  sources: ReadonlySet<string>,
  clock: Pick<Clock, 'monotonic'>,
): LoopbackDeliveries {
  const followed = new Map<DeliverySeq, Followed>();

  function follow(seq: DeliverySeq, event: EventId, channel: string): void {
    const { promise: known, resolve: tell } = Promise.withResolvers<LoopbackDelivery>();
    followed.set(seq, { event, channel, known, tell });
    const [oldest] = followed.keys();
    if (followed.size > MOST_FOLLOWED && oldest !== undefined) followed.delete(oldest);
    // A channel that is being held writes nothing down until it is tried again.
    store.health(channel).then(
      ({ failures, lastError }) => {
        if (failures > 0) tell({ state: 'held', detail: lastError ?? 'no answer' });
      },
      // Who can't read the database has other troubles.
      () => {},
    );
  }

  return {
    store: {
      ...store,
      async accept(events) {
        const stored = await store.accept(events);
        stored.forEach((result, i) => {
          const { event, deliveries = [] } = events[i] ?? {};
          if (result.outcome !== 'stored' || event === undefined || !sources.has(event.source)) return;
          deliveries.forEach(({ channel }, n) => {
            const seq = result.deliveries[n];
            if (seq !== undefined) follow(seq, event.id, channel);
          });
        });
        return stored;
      },
      async step(step) {
        try {
          await store.step(step);
        } catch (error) {
          for (const { seq } of step.results) followed.get(seq)?.tell({ state: 'unwritten' });
          throw error;
        }
        if (followed.size === 0) return;
        for (const { seq, result } of step.results) {
          followed.get(seq)?.tell(deliveryOf(result, clock.monotonic()));
        }
        if (step.health === null || step.health.failures === 0) return;
        const detail = step.health.lastError ?? 'no answer';
        for (const { channel, tell } of followed.values()) {
          if (channel === step.channel) tell({ state: 'held', detail });
        }
      },
    },
    of: (event) =>
      [...followed.values()].find((each) => each.event === event)?.known ?? new Promise(() => {}),
  };
}

function deliveryOf(result: DeliveryResult, at: number): LoopbackDelivery {
  switch (result.outcome) {
    case 'delivered':
      return { state: 'delivered', messageId: result.ref.id, at };
    case 'retry':
    case 'dead':
      return { state: 'failed', reason: result.reason, detail: result.detail };
  }
}
