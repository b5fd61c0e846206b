import type { Event } from '../core/event.ts';
import type { DeliverySeq, IncidentId } from '../core/ids.ts';
import type { NewDelivery, RoutedDelivery } from '../core/ports.ts';
import type { Outbox } from './outbox.ts';

/** Deliveries about to be committed; exactly one of `committed` and `released` is called. */
export interface Reservation {
  readonly deliveries: readonly NewDelivery[];
  /** `seqs` stand in the order of `deliveries`. */
  committed(event: Event, seqs: readonly DeliverySeq[]): void;
  released(): void;
}

/** Asks each channel whether it can send at once; channels that are not configured (any more) get nothing. */
export function reserve(
  routed: readonly RoutedDelivery[],
  card: IncidentId | null,
  outboxes: ReadonlyMap<string, Outbox>,
  now: number,
): Reservation {
  const reserved = routed.flatMap((delivery) => {
    const outbox = outboxes.get(delivery.channel);
    return outbox === undefined
      ? []
      : [{ outbox, delivery: { ...delivery, card, claim: outbox.reserve(now) } }];
  });
  return {
    deliveries: reserved.map(({ delivery }) => delivery),
    committed(event, seqs) {
      reserved.forEach(({ outbox, delivery: { claim, route, severity } }, index) => {
        const seq = seqs[index];
        if (seq === undefined) outbox.released(claim);
        else if (claim === null) outbox.committed(null);
        else {
          const delivery = {
            seq,
            eventId: event.id,
            route,
            severity,
            card,
            state: 'sending',
            attempts: 0,
          } as const;
          outbox.committed({ delivery, event });
        }
      });
    },
    released() {
      for (const { outbox, delivery } of reserved) outbox.released(delivery.claim);
    },
  };
}
