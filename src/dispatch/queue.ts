import type { DeliverySeq, IncidentId } from '../core/ids.ts';
import { entryOf, LIST_MAX, mayBecomeList, nextAlone, nextGroup } from '../core/outbox.ts';
import type { DispatchStore, QueuedDelivery } from '../core/ports.ts';
import type { OverUnseen } from './over-unseen.ts';

/** Deliveries of a channel in memory at most, beside what is being sent. */
const PAGE = 200;

/** What waits for a channel, in order: a piece of it in memory, the rest in the database. */
export interface WaitingQueue {
  /** The database holds, or may hold, more than is here. */
  more(): void;
  /** True where nothing waits, neither here nor in the database. */
  isEmpty(): boolean;
  /** True where the database is worth asking. */
  hasMore(): boolean;
  /** Takes out what is sent next; nothing where nothing waits. */
  next(): Promise<readonly QueuedDelivery[]>;
  /**
   * The group, with what waits by now for the cards in it, taken out; one that is large enough stays as it is. Out of a
   * list goes, to come next, every card that may no longer stand in one: it is open again and has something to press.
   */
  joined(group: readonly QueuedDelivery[]): Promise<readonly QueuedDelivery[]>;
  /** These come next again. */
  putBack(deliveries: readonly QueuedDelivery[]): void;
  /** These come next again, each by itself: a list of them was refused, and only the culprit is to be given up. */
  putBackOneByOne(deliveries: readonly QueuedDelivery[]): void;
  /** What waited was given up; what was not (changes of cards) is asked for again. */
  clear(): void;
}

export function createQueue(
  channel: string,
  store: Pick<DispatchStore, 'waiting'>,
  overUnseen: OverUnseen,
): WaitingQueue {
  let backlog = true;
  let queue: readonly QueuedDelivery[] = [];
  /** Not moved by what was claimed in its commit: what was committed with that and waits may stand before it. */
  let loadedTo = 0;
  const oneByOne = new Set<DeliverySeq>();

  /** `group`: taken out before, but waiting in the database where a try of it failed. */
  async function load(group: readonly QueuedDelivery[]): Promise<void> {
    const room = PAGE - queue.length;
    // Of a card, all that waits goes at once: then it is worth asking earlier.
    const due = queue.length <= LIST_MAX || [...group, ...queue].some(({ card }) => card !== null);
    if (!backlog || !due || room <= 0) return;
    // Cleared before asking: a commit that lands meanwhile sets it again.
    backlog = false;
    try {
      const rows = await store.waiting(channel, loadedTo, room);
      backlog ||= rows.length === room;
      // Of a list that was interrupted and then split, some wait in the database and here.
      const here = new Set([...group, ...queue].map(({ seq }) => seq));
      queue = [...queue, ...rows.filter(({ seq }) => !here.has(seq))];
      loadedTo = rows.at(-1)?.seq ?? loadedTo;
    } catch (error) {
      backlog = true;
      throw error;
    }
  }

  function take(group: readonly QueuedDelivery[]): void {
    const taken = new Set(group);
    queue = queue.filter((delivery) => !taken.has(delivery));
    for (const { seq } of group) oneByOne.delete(seq);
  }

  return {
    more() {
      backlog = true;
    },
    isEmpty: () => queue.length === 0 && !backlog,
    hasMore: () => backlog,
    async next() {
      await load([]);
      const [head] = queue;
      if (head === undefined) return [];
      const alone = oneByOne.has(head.seq) || !mayBecomeList(queue);
      const group = alone ? nextAlone(queue) : nextGroup(queue, await overUnseen(cardsOf(queue), head.card));
      take(group);
      return group;
    },
    async joined(group) {
      const cards = cardsOf(group);
      if (cards.length === 0) return group;
      if (group.length < PAGE) await load(group);
      const joining =
        group.length < PAGE ? queue.filter(({ card }) => card !== null && cards.includes(card)) : [];
      const whole = [...group, ...joining];
      const isList = new Set(whole.map(entryOf)).size > 1;
      // Asked only now: what happens to a card after this is a delivery of its own.
      const listable = isList ? await overUnseen(cards, null) : new Set(cards);
      const stays = ({ card }: QueuedDelivery): boolean => card === null || listable.has(card);
      take(joining);
      queue = [...whole.filter((delivery) => !stays(delivery)), ...queue];
      return whole.filter(stays);
    },
    putBack(deliveries) {
      queue = [...deliveries, ...queue];
    },
    putBackOneByOne(deliveries) {
      queue = [...deliveries, ...queue];
      for (const { seq } of deliveries) oneByOne.add(seq);
    },
    clear() {
      queue = [];
      oneByOne.clear();
      loadedTo = 0;
      backlog = true;
    },
  };
}

function cardsOf(deliveries: readonly QueuedDelivery[]): readonly IncidentId[] {
  return [...new Set(deliveries.flatMap(({ card }) => card ?? []))];
}
