import type { Event } from '../core/event.ts';
import {
  afterFailure,
  afterSuccess,
  failedTooLong,
  holdMs,
  LEASE_MS,
  LIST_MAX,
  nextGroup,
} from '../core/outbox.ts';
import {
  HEALTHY,
  type Channel,
  type ChannelHealth,
  type Claim,
  type DeliveryResult,
  type OutboxStep,
  type QueuedDelivery,
} from '../core/ports.ts';
import { deliver, type Delivered, type DeliverDeps } from './deliver.ts';
import { prepare } from './prepare.ts';

const PAGE = 200;
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
  /** The database may hold waiting deliveries that are not in `queue`. */
  let backlog = true;
  let queue: QueuedDelivery[] = [];
  let loadedTo = 0;
  let next: Group | null = null;
  /** From a list that was refused as a whole: sent one by one, so that only the culprit is given up. */
  let oneByOne = 0;
  /** What came of the last try, not written down yet. */
  let unsaved: Pick<OutboxStep, 'results' | 'health'> = { results: [], health: null };
  let running: Promise<void> | null = null;
  let cancelWake: (() => void) | null = null;

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
          if (cancelWake === null && (backlog || next !== null)) pump();
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
    const { prepared, rest, gone } = await prepare(group.deliveries, group.events ?? null, deps);
    const lost = gone.map(({ seq }) => ({ seq, result: eventGone(now) }));
    unsaved = { ...unsaved, results: [...unsaved.results, ...lost] };
    queue = [...rest, ...queue];
    next = null;
    if (prepared === null) return true;
    next = { ...group, deliveries: prepared.deliveries };
    const claim = claimAt(now);
    const claims = group.claimed ? [] : prepared.deliveries.map(({ seq }) => ({ seq, claim }));
    await save(claims);
    const came = await deliver(prepared, group.possibleRepeat, deps, halted.signal);
    if (came.outcome === 'halted') return false;
    return settle(next, came);
  }

  /** Takes in what came of a try; false where the channel is now held. */
  async function settle(group: Group, came: Exclude<Delivered, { outcome: 'halted' }>): Promise<boolean> {
    next = null;
    unsaved = { results: came.results, health: null };
    const tried = group.deliveries.map((delivery) => ({ ...delivery, attempts: delivery.attempts + 1 }));
    if (came.outcome !== 'failed') {
      if (came.outcome === 'split') {
        oneByOne = tried.length;
        queue = [...tried, ...queue];
      }
      if (health.failures > 0) await recovered(tried.length);
      return true;
    }
    const failed = afterFailure(health, came.verdict, came.detail, clock.now(), deps.random());
    health = failed.health;
    unsaved = { ...unsaved, health };
    next = { deliveries: tried, claimed: false, possibleRepeat: group.possibleRepeat || came.mayHaveArrived };
    await save([]);
    if (failed.action === 'give-up') {
      await giveUp(health);
      return true;
    }
    wakeIn(holdMs(health, clock.now()));
    return false;
  }

  async function recovered(sent: number): Promise<void> {
    const before = health;
    const { health: after, awayMs } = afterSuccess(health, clock.now());
    health = after;
    unsaved = { ...unsaved, health };
    if (awayMs === null) return;
    const { waiting } = await store.counts(channel.name);
    deps.tell.back({
      channel: channel.name,
      since: before.downSince ?? clock.now(),
      awayMs,
      waited: waiting + sent,
      givenUp: before.givenUp,
    });
  }

  async function giveUp(failing: ChannelHealth): Promise<void> {
    const now = clock.now();
    const detail = failing.lastError ?? 'no answer';
    const count = await store.giveUp(channel.name, now, detail, failing);
    health = { ...failing, givenUp: failing.givenUp + count };
    next = null;
    queue = [];
    oneByOne = 0;
    backlog = true;
    log.error('channel-gave-up', { channel: channel.name, count, error: detail });
    if (count > 0)
      deps.tell.gaveUp({ channel: channel.name, count, since: health.downSince ?? now, now, detail });
  }

  async function load(): Promise<Group | null> {
    if (backlog && queue.length <= LIST_MAX) {
      // Cleared before asking: a commit that lands meanwhile sets it again.
      backlog = false;
      const rows = await store.waiting(channel.name, loadedTo, PAGE);
      backlog ||= rows.length === PAGE;
      // Of a list that was interrupted and then split, some wait in the database and here.
      const here = new Set(queue.map(({ seq }) => seq));
      queue.push(...rows.filter(({ seq }) => !here.has(seq)));
      loadedTo = rows.at(-1)?.seq ?? loadedTo;
    }
    const deliveries = oneByOne > 0 ? queue.slice(0, 1) : nextGroup(queue);
    if (deliveries.length === 0) return null;
    oneByOne = Math.max(0, oneByOne - 1);
    queue.splice(0, deliveries.length);
    return { deliveries, claimed: false, possibleRepeat: false };
  }

  async function save(claims: OutboxStep['claims']): Promise<void> {
    if (claims.length + unsaved.results.length === 0 && unsaved.health === null) return;
    await store.step({ channel: channel.name, ...unsaved, claims });
    unsaved = { results: [], health: null };
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
      const left = await store.interrupted(channel.name);
      if (left.length > 0) next = { deliveries: left, claimed: false, possibleRepeat: true };
      started = true;
      pump();
    },
    reserve(now) {
      const idle = started && running === null && !reserved && uncommitted === 0 && !backlog && next === null;
      if (
        !idle ||
        queue.length > 0 ||
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
        backlog = true;
      } else {
        reserved = false;
        const { delivery, event } = first;
        next = {
          deliveries: [delivery],
          claimed: true,
          possibleRepeat: false,
          events: new Map([[event.id, event]]),
        };
        // `loadedTo` stays: what was committed with it and waits may stand before it. Itself it does not wait in the
        // database unless it is in `next`.
      }
      pump();
    },
    released(claim) {
      if (claim === null) uncommitted -= 1;
      else reserved = false;
      pump();
    },
    state: () => (health.failures > 0 ? 'failing' : 'ok'),
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

function claimAt(now: number): Claim {
  return { at: now, leaseUntil: now + LEASE_MS };
}

function eventGone(at: number): DeliveryResult {
  return { outcome: 'dead', at, reason: 'event-gone', detail: 'the event is no longer kept' };
}
