import type { Activity } from '../core/activity.ts';
import { clip, oneLine } from '../core/clip.ts';
import type { Clock } from '../core/clock.ts';
import type { Verdict } from '../core/far-end.ts';
import { LEASE_MS } from '../core/outbox.ts';
import type {
  Channel,
  DeliveryResult,
  DispatchStore,
  Log,
  OutboxStep,
  RenderMessage,
} from '../core/ports.ts';
import { attempt } from './attempt.ts';
import type { Prepared } from './prepare.ts';
import type { Tell } from './tell.ts';

const DETAIL_LENGTH = 300;

export interface DeliverDeps {
  readonly channel: Channel;
  readonly store: DispatchStore;
  readonly render: RenderMessage;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly activity: Activity;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly tell: Tell;
}

/** What came of a try; the results are written down with the outbox's next step. */
export type Delivered =
  | { readonly outcome: 'done'; readonly results: OutboxStep['results'] }
  /** A list that was refused as a whole: its deliveries wait again, to be sent one by one. */
  | { readonly outcome: 'split'; readonly results: OutboxStep['results'] }
  | {
      readonly outcome: 'failed';
      readonly results: OutboxStep['results'];
      readonly verdict: Verdict;
      readonly detail: string;
      readonly mayHaveArrived: boolean;
    }
  | { readonly outcome: 'halted' };

/** Sends what is prepared and claimed, and says what became of each of its deliveries. */
export async function deliver(
  prepared: Prepared,
  possibleRepeat: boolean,
  deps: DeliverDeps,
  halt: AbortSignal,
): Promise<Delivered> {
  const { channel, clock, log } = deps;
  const { deliveries, events, outgoing } = prepared;
  const nonce = deliveries
    .slice(0, 1)
    .map(({ eventId, seq }) => `${eventId}-${seq.toString(36)}`)
    .join();
  const came = await attempt({ channel, outgoing, nonce, possibleRepeat, leaseMs: LEASE_MS, clock, halt });
  if (came.outcome === 'halted') return came;
  const at = clock.now();
  const forAll = (result: DeliveryResult): OutboxStep['results'] =>
    deliveries.map(({ seq }) => ({ seq, result }));
  const about = (eventId: (typeof deliveries)[number]['eventId']) => ({
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
    return { outcome: 'done', results: forAll({ outcome: 'delivered', at, ref: came.ref }) };
  }
  const { verdict } = came;
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
    return { outcome: 'failed', verdict, detail, results: again, mayHaveArrived: mayHaveArrived(verdict) };
  }
  if (deliveries.length > 1) return { outcome: 'split', results: again };
  for (const { eventId } of deliveries) {
    deps.tell.refused({ channel: channel.name, eventId, reason: verdict.reason, detail, now: at });
  }
  return { outcome: 'done', results: forAll({ outcome: 'dead', at, reason: verdict.reason, detail }) };
}

function mayHaveArrived(verdict: Verdict): boolean {
  return verdict.reason === 'timeout' || verdict.reason === 'network' || verdict.reason === 'server-error';
}
