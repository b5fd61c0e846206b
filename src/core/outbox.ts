import { backoffMs } from './backoff.ts';
import { DAY_MS, MINUTE_MS } from './duration.ts';
import type { Verdict } from './far-end.ts';
import type { DeliverySeq, IncidentId } from './ids.ts';
import { HEALTHY, type ChannelHealth, type Claim, type QueuedDelivery } from './ports.ts';

/** How long one try may take; afterwards it counts as failed and is made again, marked as a possible repeat. */
export const LEASE_MS = 30_000;
/** More than so many waiting for one chat become lists. */
const BURST = 5;
/** Entries in one list at most. */
export const LIST_MAX = 20;
/** After so long a failure what waits is given up. */
const GIVE_UP_MS = DAY_MS;
/** Shorter outages are not worth a message. */
export const WORTH_TELLING_MS = MINUTE_MS;

/** A try that begins now. */
export function claimAt(now: number): Claim {
  return { at: now, leaseUntil: now + LEASE_MS };
}

/**
 * What to send next of a queue in order: its head alone, or a list from its head on. A card goes with all that waits
 * for it, wherever it stands, and lists pass it over. Critical events never merge, and a list ends before one.
 * `listable`: cards that are over and were never shown in this channel, which may stand in a list like any event.
 */
export function nextGroup(
  queue: readonly QueuedDelivery[],
  listable: ReadonlySet<IncidentId>,
): readonly QueuedDelivery[] {
  const [head] = queue;
  if (head === undefined) return [];
  const entries = queue.filter(({ card }) => card === null || listable.has(card));
  if (!mayMerge(head, listable) || new Set(entries.map(entryOf)).size <= BURST) return nextAlone(queue);
  const end = entries.findIndex((delivery) => !mayMerge(delivery, listable));
  const listed = new Set(entries.slice(0, end === -1 ? entries.length : end).map(entryOf));
  const group = new Set([...listed].slice(0, LIST_MAX));
  return queue.filter((delivery) => group.has(entryOf(delivery)));
}

/** False where its head goes alone, whatever its cards are like. */
export function mayBecomeList(queue: readonly QueuedDelivery[]): boolean {
  const [head] = queue;
  if (head === undefined || queue.length <= BURST) return false;
  return head.card !== null || head.severity !== 'critical';
}

/** The head of a queue as a message of its own; of a card, with all that waits for that card. */
export function nextAlone(queue: readonly QueuedDelivery[]): readonly QueuedDelivery[] {
  const [head] = queue;
  return head === undefined ? [] : queue.filter((delivery) => entryOf(delivery) === entryOf(head));
}

/** What a delivery is one entry of a list with. */
export function entryOf({ card, seq }: QueuedDelivery): IncidentId | DeliverySeq {
  return card ?? seq;
}

function mayMerge({ card, severity }: QueuedDelivery, listable: ReadonlySet<IncidentId>): boolean {
  return card === null ? severity !== 'critical' : listable.has(card);
}

/** Characters a list spends on an entry besides its title, and on its heading. */
const ENTRY_OVERHEAD = 40;
const HEADING_OVERHEAD = 200;

/** How many of a list's titles fit into one message: at least one, so that nothing is left out, only split. */
export function titlesThatFit(titles: readonly string[], listLength: number): number {
  let room = listLength - HEADING_OVERHEAD;
  let count = 0;
  for (const title of titles) {
    room -= title.length + ENTRY_OVERHEAD;
    if (room < 0) break;
    count += 1;
  }
  return Math.max(1, count);
}

export type AfterFailure =
  | { readonly action: 'hold'; readonly health: ChannelHealth; readonly reason: 'hint' | 'back-off' }
  | { readonly action: 'give-up'; readonly health: ChannelHealth; readonly reason: 'failed-too-long' };

/** A try failed in a way that may pass: hold the channel, by the far end's own wish or by back-off, or give up. */
export function afterFailure(
  health: ChannelHealth,
  verdict: Verdict,
  detail: string,
  now: number,
  random: number,
): AfterFailure {
  const failures = health.failures + 1;
  const failed: ChannelHealth = {
    ...health,
    failures,
    downSince: health.downSince ?? now,
    failingSince: health.failingSince ?? now,
    holdUntil: now + (verdict.retryAfterMs ?? backoffMs(failures, random)),
    lastError: detail,
  };
  if (failedTooLong(failed, now)) {
    return { action: 'give-up', reason: 'failed-too-long', health: { ...failed, failingSince: now } };
  }
  return { action: 'hold', reason: verdict.retryAfterMs === null ? 'back-off' : 'hint', health: failed };
}

export function failedTooLong(health: ChannelHealth, now: number): boolean {
  return health.failingSince !== null && now - health.failingSince >= GIVE_UP_MS;
}

/** Milliseconds until something is to be done about a failing channel: try again, or give up. */
export function holdMs(health: ChannelHealth, now: number): number {
  if (health.holdUntil === null) return 0;
  const giveUpAt = health.failingSince === null ? health.holdUntil : health.failingSince + GIVE_UP_MS;
  return Math.max(0, Math.min(health.holdUntil, giveUpAt) - now);
}

/** A try worked: the channel is healthy, and how long it was away. */
export function afterSuccess(
  health: ChannelHealth,
  now: number,
): { readonly health: ChannelHealth; readonly awayMs: number } {
  return { health: HEALTHY, awayMs: health.downSince === null ? 0 : now - health.downSince };
}
