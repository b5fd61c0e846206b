import { describe, expect, it } from 'vitest';
import { deliverySeqOf, eventIdOf, incidentIdOf, type IncidentId } from '../../src/core/ids.ts';
import type { QueuedDelivery } from '../../src/core/ports.ts';
import { createQueue } from '../../src/dispatch/queue.ts';

const CARD = incidentIdOf(eventIdOf(1n));

function delivery(seq: number, card: IncidentId | null): QueuedDelivery {
  return {
    seq: deliverySeqOf(seq),
    eventId: eventIdOf(BigInt(seq)),
    route: 'all',
    severity: 'warning',
    card,
    state: 'waiting',
    attempts: 0,
  };
}

/** A database where these wait; `asked`: how many rows were asked for, each time. */
function database(rows: QueuedDelivery[]) {
  const asked: number[] = [];
  return {
    asked,
    waiting(_channel: string, after: number, limit: number) {
      asked.push(limit);
      return Promise.resolve(rows.filter(({ seq }) => seq > after).slice(0, limit));
    },
  };
}

const queueOf = (store: ReturnType<typeof database>) =>
  createQueue('ops', store, () => Promise.resolve(new Set<IncidentId>()));
const rows = (count: number, card: IncidentId | null, from = 1) =>
  Array.from({ length: count }, (_, index) => delivery(from + index, card));

describe('the queue in memory', () => {
  it('never holds more than 200, however many wait', async () => {
    const store = database([...rows(1, null), ...rows(999, CARD, 2)]);
    const queue = queueOf(store);
    expect(await queue.next()).toHaveLength(1);
    expect(await queue.next()).toHaveLength(200);
    // 199 were left of the first piece, so that one more was asked for.
    expect(store.asked).toEqual([200, 1]);
  });

  it('takes what waits for a card along, from the database, too, until it is 200', async () => {
    const kept = rows(3, CARD);
    const queue = queueOf(database(kept));
    const first = await queue.next();
    expect(first).toHaveLength(3);
    kept.push(...rows(300, CARD, 4));
    queue.more();
    const more = await queue.joined(first);
    expect(more).toHaveLength(203);
    expect(await queue.joined(more)).toHaveLength(203);
    expect(new Set(more.map(({ seq }) => seq)).size).toBe(203);
  });

  it('loses nothing that was to join a list where it can’t be found out whether that may still stand in it', async () => {
    let broken = false;
    const over = () => (broken ? Promise.reject(new Error('disk')) : Promise.resolve(new Set([CARD])));
    const kept = [...rows(6, null), ...rows(1, CARD, 7)];
    const queue = createQueue('ops', database(kept), over);
    const list = await queue.next();
    expect(list).toHaveLength(7);
    kept.push(delivery(8, CARD));
    queue.more();
    broken = true;
    await expect(queue.joined(list)).rejects.toThrow('disk');
    broken = false;
    expect(await queue.joined(list)).toHaveLength(8);
  });

  it('puts back a card that may no longer stand in a list, with all that waits for it', async () => {
    let over = new Set([CARD]);
    const kept = [...rows(6, null), ...rows(1, CARD, 7)];
    const queue = createQueue('ops', database(kept), () => Promise.resolve(over));
    const list = await queue.next();
    kept.push(delivery(8, CARD));
    queue.more();
    over = new Set();
    expect((await queue.joined(list)).map(({ card }) => card)).toEqual(Array.from({ length: 6 }, () => null));
    expect((await queue.next()).map(({ seq }) => seq)).toEqual([7, 8]);
  });

  it('does not take again what a failed try left waiting in the database', async () => {
    const claimed = delivery(5, CARD);
    const queue = queueOf(database([delivery(4, null), claimed, delivery(6, CARD)]));
    const joined = await queue.joined([claimed]);
    expect(joined.map(({ seq }) => seq)).toEqual([5, 6]);
    expect((await queue.next()).map(({ seq }) => seq)).toEqual([4]);
    expect(await queue.next()).toEqual([]);
  });

  it('asks again after the database failed', async () => {
    let broken = true;
    const store = database(rows(1, null));
    const queue = createQueue(
      'ops',
      { waiting: (...what) => (broken ? Promise.reject(new Error('disk')) : store.waiting(...what)) },
      () => Promise.resolve(new Set<IncidentId>()),
    );
    await expect(queue.next()).rejects.toThrow('disk');
    expect(queue.isEmpty()).toBe(false);
    broken = false;
    expect(await queue.next()).toHaveLength(1);
  });
});
