import { describe, expect, it } from 'vitest';
import { memoryOf, onCard, takeIn } from '../../src/alerts/memory.ts';
import { newCard } from '../../src/alerts/plan/open.ts';
import { COME_BACK_MS } from '../../src/alerts/decide.ts';
import type { AlertsPast } from '../../src/core/alerts.ts';
import type { Announcement, Card } from '../../src/core/incident.ts';
import { incident } from './observations.ts';

const shop = incident();
const LAST: Announcement = { version: 2, at: 0, change: 'worse', loud: true, reply: null, also: [] };
const card: Card = { ...newCard(shop, shop.fingerprint, 0), last: LAST };

function past(announced: number): AlertsPast {
  return {
    incidents: [shop],
    cards: [card],
    announced: new Map([[card.id, announced]]),
    watched: [],
    silences: [],
    deferred: [],
  };
}

describe('what is kept in mind', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 0],
  ])('at the start: where version %i of 2 was accepted, %i are still to be told', (announced, untold) => {
    expect(memoryOf(past(announced)).unannounced.size).toBe(untold);
  });

  it('is let go of when nothing asks for it any more, but not before its end was told', () => {
    const memory = memoryOf(past(2));
    const over = { ...shop, state: 'resolved', resolvedAt: 0 } as const;
    const ended: Card = { ...card, resolvedAt: 0, last: { ...LAST, version: 3 } };
    takeIn(memory, { incidents: [over], cards: [ended] }, COME_BACK_MS);
    expect([memory.incidents.size, memory.cards.size, onCard(memory, card.id)]).toEqual([0, 1, [over]]);
    memory.unannounced.clear();
    takeIn(memory, {}, 2 * COME_BACK_MS);
    expect([memory.cards.size, memory.byCard.size]).toEqual([0, 0]);
  });

  it('of observations is bounded: what was not seen for longest goes', () => {
    const memory = memoryOf(past(2));
    const watched = Array.from({ length: 10_001 }, (_, i) => ({
      fingerprint: `${i}`,
      recent: [false],
      at: i,
    }));
    takeIn(memory, { watched }, 0);
    expect([memory.watched.size, memory.watched.has('0'), memory.watched.has('10000')]).toEqual([
      10_000,
      false,
      true,
    ]);
  });
});
