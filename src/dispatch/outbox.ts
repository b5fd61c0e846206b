import { errorText } from '../core/error-text.ts';
import type { Event } from '../core/event.ts';
import { afterFailure, afterSuccess, claimAt, failedTooLong, holdMs } from '../core/outbox.ts';
import {
  HEALTHY,
  type Channel,
  type ChannelHealth,
  type Claim,
  type OutboxStep,
  type QueuedDelivery,
} from '../core/ports.ts';
import { catchUp, CATCH_UP_MS } from './catch-up.ts';
import { deliver, type Delivered, type DeliverDeps } from './deliver.ts';
import { createOverUnseen } from './over-unseen.ts';
import { prepare, type CardPlaces, type Prepared } from './prepare.ts';
import { createQueue } from './queue.ts';
import { eventGone, NOTHING, withResults } from './unsaved.ts';

/** After the database refused a step: when to ask it again. */
const STORE_RETRY_MS = 1_000;

/** One channel's queue: in order, one message at a time, every try written down before it is made. */
export interface Outbox {
  readonly channel: Channel;
  /** Learns from the database how the channel was and what a dead process left. */
  start(): Promise<void>;
  /** A delivery is about to be committed: claims the channel for it where that is idle, else `null`: it will wait. */
  reserve(now: number): Claim | null;
  /** The commit came: `first` where it was claimed, `null` where the delivery waits. */
  committed(first: { readonly delivery: QueuedDelivery; readonly event: Event } | null): void;
  /** The commit did not come, or was a duplicate. */
  released(claim: Claim | null): void;
  state(): 'ok' | 'failing';
  /** The way there may be open again: what waits by our own patience, and not by the far end's wish, is tried now. */
  retryNow(): void;
  /** When the newest message arrived, epoch milliseconds; `null`: none since the start. */
  lastDeliveredAt(): number | null;
  /** Resolves when everything that can be sent now is sent. */
  drain(): Promise<void>;
  /** Ends the try under way; it is made again at the next start. */
  halt(): Promise<void>;
}

/** Deliveries that go together; `claimed` where the try is written down already. */
interface Group {
  readonly deliveries: readonly QueuedDelivery[];
  readonly claimed: boolean;
  readonly possibleRepeat: boolean;
  readonly events?: ReadonlyMap<Event['id'], Event>;
}

export function createOutbox(deps: DeliverDeps): Outbox {
  const { channel, store, clock, log } = deps;
  const halted = new AbortController();
  let started = false;
  let health: ChannelHealth = HEALTHY;
  let reserved = false;
  /** Deliveries whose commit, as waiting, is under way. */
  let uncommitted = 0;
  let next: Group | null = null;
  /** What came of the last try, not written down yet. */
  let unsaved = NOTHING;
  let running: Promise<void> | null = null;
  let cancelWake: (() => void) | null = null;
  let deliveredAt: number | null = null;
  /** True where it is held by our own back-off. */
  let patient = false;
  /** When cards that are out of date were last looked for. */
  let caughtUpAt = 0;
  /** What is not written down yet included. */
  const places: CardPlaces = async (cards) => {
    const written = await store.cardPlaces(channel.name, cards);
    return new Map([...written, ...unsaved.cards.map(({ card, ref }) => [card, ref] as const)]);
  };
  const queue = createQueue(channel.name, store, createOverUnseen({ ...deps, places }));

  function pump(): void {
    if (!started || running !== null || reserved || halted.signal.aborted) return;
    cancelWake?.();
    cancelWake = null;
    running = deps.activity.track(
      work()
        .catch((error: unknown) => {
          log.error('outbox-store', {
            channel: channel.name,
            error: error instanceof Error ? error.message : 'unknown',
          });
          wakeIn(STORE_RETRY_MS);
        })
        .finally(() => {
          running = null;
          if (cancelWake === null && (queue.hasMore() || next !== null)) pump();
        }),
    );
  }

  async function work(): Promise<void> {
    while (!halted.signal.aborted) {
      next ??= await load();
      if (next === null) break;
      const now = clock.now();
      if (health.holdUntil !== null && now < health.holdUntil) {
        await save([]);
        if (!failedTooLong(health, now)) {
          wakeIn(holdMs(health, now));
          return;
        }
        await giveUp({ ...health, failingSince: now });
        continue;
      }
      if (!(await sendNext(next, now))) return;
    }
    await save([]);
  }

  /** Claims and sends one group; false where the channel is held afterwards. */
  async function sendNext(group: Group, now: number): Promise<boolean> {
    const deliveries = group.claimed ? group.deliveries : await queue.joined(group.deliveries);
    next = { ...group, deliveries };
    const { prepared, rest, gone } = await prepare(deliveries, group.events ?? null, now, {
      ...deps,
      places,
    });
    unsaved = withResults(unsaved, gone, eventGone(now));
    queue.putBack(rest);
    next = null;
    if (prepared === null) return true;
    if (prepared.sends.length === 0) return shownAlready(prepared, now);
    next = { ...group, deliveries: prepared.deliveries };
    const claim = claimAt(now);
    const claims = group.claimed ? [] : prepared.deliveries.map(({ seq }) => ({ seq, claim }));
    await save(claims);
    const came = await deliver(prepared, group.possibleRepeat, deps, halted.signal);
    unsaved = { ...unsaved, cards: came.cards };
    if (came.outcome !== 'halted') return settle(next, came);
    await save([]);
    return false;
  }

  /** Nothing is to be seen or heard of it here. Written down at once, so that it can't pile up in memory. */
  async function shownAlready({ deliveries, events, card }: Prepared, at: number): Promise<true> {
    const ref = card?.place ?? null;
    if (card === null || ref === null) throw new Error('what was never sent stands nowhere');
    unsaved = withResults(unsaved, deliveries, { outcome: 'delivered', at, ref });
    const stands = { card: card.id, ref, shows: card.newest };
    unsaved = { ...unsaved, cards: [...unsaved.cards, stands] };
    await save([]);
    for (const { eventId } of deliveries) {
      const traceId = events.get(eventId)?.traceId ?? null;
      log.info('nothing-to-send', { channel: channel.name, event: eventId, traceId, messageId: ref.id });
    }
    return true;
  }

  /** Takes in what came of a try; false where the channel is now held. */
  async function settle(group: Group, came: Exclude<Delivered, { outcome: 'halted' }>): Promise<boolean> {
    next = null;
    unsaved = { ...unsaved, results: came.results };
    const tried = group.deliveries.map((delivery) => ({ ...delivery, attempts: delivery.attempts + 1 }));
    if (came.results.some(({ result }) => result.outcome === 'delivered')) deliveredAt = clock.now();
    if (came.outcome !== 'failed') {
      if (came.outcome === 'split') queue.putBackOneByOne(tried);
      if (health.failures > 0) await recovered(tried.length);
      return true;
    }
    const { verdict, detail } = came;
    const now = clock.now();
    const failed = afterFailure(health, verdict, detail, now, deps.random());
    health = failed.health;
    patient = failed.reason === 'back-off';
    unsaved = { ...unsaved, health };
    next = { deliveries: tried, claimed: false, possibleRepeat: group.possibleRepeat || came.mayHaveArrived };
    await save([]);
    if (failed.action === 'give-up') {
      await giveUp(health);
      return true;
    }
    const since = health.downSince ?? now;
    await deps.tell.failing({ channel: channel.name, since, now, reason: verdict.reason, detail });
    wakeIn(holdMs(health, clock.now()));
    return false;
  }

  /** Told before it is written down, so that a kill between the two leaves no channel as failing for ever. */
  async function recovered(sent: number): Promise<void> {
    const { waiting } = await store.counts(channel.name);
    const { health: after, awayMs } = afterSuccess(health, clock.now());
    const { givenUp } = health;
    await deps.tell.back({ channel: channel.name, awayMs, waited: waiting + sent, givenUp });
    health = after;
    unsaved = { ...unsaved, health };
  }

  async function giveUp(failing: ChannelHealth): Promise<void> {
    const now = clock.now();
    const detail = failing.lastError ?? 'no answer';
    const count = await store.giveUp(channel.name, now, detail, failing);
    health = { ...failing, givenUp: failing.givenUp + count };
    // Nothing of a card is given up: its next try is what it was.
    if (next?.deliveries.every(({ card }) => card !== null) !== true) next = null;
    queue.clear();
    log.error('channel-gave-up', { channel: channel.name, count, error: detail });
    if (count > 0)
      await deps.tell.gaveUp({ channel: channel.name, count, since: health.downSince ?? now, now, detail });
  }

  async function load(): Promise<Group | null> {
    const now = clock.now();
    if (deliveredAt !== null && deliveredAt > caughtUpAt && now - caughtUpAt >= CATCH_UP_MS) {
      caughtUpAt = now;
      if ((await catchUp(channel.name, store, now)) > 0) queue.more();
    }
    const deliveries = await queue.next();
    return deliveries.length === 0 ? null : { deliveries, claimed: false, possibleRepeat: false };
  }

  async function save(claims: OutboxStep['claims']): Promise<void> {
    const { results, cards } = unsaved;
    if (claims.length + results.length + cards.length === 0 && unsaved.health === null) return;
    await store.step({ channel: channel.name, ...unsaved, claims });
    unsaved = NOTHING;
  }

  function wakeIn(ms: number): void {
    cancelWake?.();
    cancelWake = clock.after(ms, () => {
      cancelWake = null;
      pump();
    });
  }

  return {
    channel,
    async start() {
      health = await store.health(channel.name);
      caughtUpAt = clock.now();
      // What waits now is what comes up next: nothing has been loaded yet.
      await catchUp(channel.name, store, caughtUpAt).catch((error: unknown) => {
        log.error('outbox-store', { channel: channel.name, error: errorText(error) });
      });
      const left = await store.interrupted(channel.name);
      if (left.length > 0) next = { deliveries: left, claimed: false, possibleRepeat: true };
      started = true;
      pump();
    },
    reserve(now) {
      const idle = started && running === null && !reserved && uncommitted === 0 && next === null;
      if (
        !idle ||
        !queue.isEmpty() ||
        health.failures > 0 ||
        halted.signal.aborted ||
        unsaved.results.length > 0
      ) {
        uncommitted += 1;
        return null;
      }
      reserved = true;
      return claimAt(now);
    },
    committed(first) {
      if (first === null) {
        uncommitted -= 1;
        queue.more();
      } else {
        reserved = false;
        const { delivery, event } = first;
        next = {
          deliveries: [delivery],
          claimed: true,
          possibleRepeat: false,
          events: new Map([[event.id, event]]),
        };
      }
      pump();
    },
    released(claim) {
      if (claim === null) uncommitted -= 1;
      else reserved = false;
      pump();
    },
    state: () => (health.failures > 0 ? 'failing' : 'ok'),
    retryNow() {
      if (!patient || running !== null) return;
      patient = false;
      health = { ...health, holdUntil: clock.now() };
      pump();
    },
    lastDeliveredAt: () => deliveredAt,
    async drain() {
      while (running !== null) await running;
    },
    async halt() {
      halted.abort();
      cancelWake?.();
      while (running !== null) await running;
    },
  };
}
