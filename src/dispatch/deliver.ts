import type { Activity } from '../core/activity.ts';
import { clip, oneLine } from '../core/clip.ts';
import type { Clock } from '../core/clock.ts';
import type { Verdict } from '../core/far-end.ts';
import type { DeliveryResult, DispatchStore, Log, OutboxStep, QueuedDelivery } from '../core/ports.ts';
import type { Prepared, PrepareDeps } from './prepare.ts';
import { sendAll, type Sent } from './send-all.ts';
import type { Tell } from './tell.ts';

const DETAIL_LENGTH = 300;

export interface DeliverDeps extends PrepareDeps {
  readonly store: DispatchStore;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly activity: Activity;
  readonly log: Log;
  readonly tell: Tell;
}

/** What came of a try; results, and where the card stands now, are written down with the outbox's next step. */
export type Delivered = Pick<OutboxStep, 'cards'> &
  (
    | { readonly outcome: 'halted' }
    | (Pick<OutboxStep, 'results'> &
        (
          | { readonly outcome: 'done' }
          /** A list that was refused as a whole: its deliveries wait again, to be sent one by one. */
          | { readonly outcome: 'split' }
          | {
              readonly outcome: 'failed';
              readonly verdict: Verdict;
              readonly detail: string;
              readonly mayHaveArrived: boolean;
            }
        ))
  );

/** Sends what is prepared and claimed, and says what became of each of its deliveries. */
export async function deliver(
  prepared: Prepared,
  possibleRepeat: boolean,
  deps: DeliverDeps,
  halt: AbortSignal,
): Promise<Delivered> {
  const { channel, clock, log } = deps;
  const { deliveries, events, card } = prepared;
  const came = await sendAll(prepared, possibleRepeat, deps, halt);
  const cards = cardsOf(card, came);
  if (came.outcome === 'halted') return { outcome: 'halted', cards };
  const at = clock.now();
  const forAll = (result: DeliveryResult): OutboxStep['results'] =>
    deliveries.map(({ seq }) => ({ seq, result }));
  const about = (eventId: QueuedDelivery['eventId']) => ({
    channel: channel.name,
    event: eventId,
    traceId: events.get(eventId)?.traceId ?? null,
  });
  if (came.outcome === 'delivered') {
    for (const { eventId, attempts } of deliveries) {
      log.info('delivered', {
        ...about(eventId),
        messageId: came.ref.id,
        attempt: attempts + 1,
        repeat: possibleRepeat,
      });
    }
    return { outcome: 'done', results: forAll({ outcome: 'delivered', at, ref: came.ref }), cards };
  }
  const { verdict, kind } = came;
  const detail = clip(oneLine(deps.redact(came.detail)), DETAIL_LENGTH);
  for (const { eventId, attempts } of deliveries) {
    log.warn(verdict.action === 'retry' ? 'delivery-failed' : 'delivery-refused', {
      ...about(eventId),
      attempt: attempts + 1,
      reason: verdict.reason,
      retryAfterMs: verdict.retryAfterMs,
      detail,
    });
  }
  const again = forAll({ outcome: 'retry', at, reason: verdict.reason, detail });
  if (verdict.action === 'retry') {
    const mayHaveArrived = kind !== 'edit' && mayArrive(verdict);
    return { outcome: 'failed', verdict, detail, results: again, cards, mayHaveArrived };
  }
  if (kind === 'list' && deliveries.length > 1) return { outcome: 'split', results: again, cards };
  // Of a card, the newest says it all.
  for (const { eventId } of deliveries.slice(-1)) {
    const ofCard = card !== null;
    await deps.tell.refused({ channel: channel.name, eventId, ofCard, reason: verdict.reason, detail });
  }
  return { outcome: 'done', results: forAll({ outcome: 'dead', at, reason: verdict.reason, detail }), cards };
}

/** Where the card stands after that, and what it shows there. */
function cardsOf(card: Prepared['card'], came: Sent): OutboxStep['cards'] {
  if (card === null) return [];
  const { id, place, newest } = card;
  // The card itself comes before what is said under it.
  const shown =
    came.outcome === 'delivered' ||
    (came.outcome === 'failed' && came.kind === 'reply' && came.place !== null);
  const ref = came.place ?? (shown ? place : null);
  if (ref === null) return [];
  return [shown ? { card: id, ref, shows: newest } : { card: id, ref }];
}

function mayArrive(verdict: Verdict): boolean {
  return verdict.reason === 'timeout' || verdict.reason === 'network' || verdict.reason === 'server-error';
}
