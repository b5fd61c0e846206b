import { describe, expect, it, test } from 'vitest';
import { backoffMs } from '../../src/core/backoff.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import type { Severity } from '../../src/core/event.ts';
import type { Verdict } from '../../src/core/far-end.ts';
import {
  afterFailure,
  afterSuccess,
  failedTooLong,
  holdMs,
  nextAlone,
  nextGroup,
  titlesThatFit,
} from '../../src/core/outbox.ts';
import { HEALTHY, type QueuedDelivery } from '../../src/core/ports.ts';
import { eventIdOf, incidentIdOf, type DeliverySeq, type IncidentId } from '../../src/core/ids.ts';

const NAMES: Readonly<Record<string, Severity>> = { i: 'info', w: 'warning', c: 'critical' };

/** `i`, `w` and `c` are events by their severity; capitals are cards, the same letter the same card, all critical. */
function queue(letters: string): readonly QueuedDelivery[] {
  return Array.from(letters, (letter, index) => ({
    seq: (index + 1) as DeliverySeq,
    eventId: eventIdOf(BigInt(index + 1)),
    route: 'r',
    severity: NAMES[letter] ?? 'critical',
    card: letter in NAMES ? null : cardOf(letter),
    state: 'waiting',
    attempts: 0,
  }));
}

function cardOf(letter: string): IncidentId {
  return incidentIdOf(eventIdOf(BigInt(1_000 + letter.charCodeAt(0))));
}

/** Which of the queue are taken, as `x`. */
function taken(group: readonly QueuedDelivery[], letters: string): string {
  const seqs = new Set<number>(group.map(({ seq }) => seq));
  return Array.from(letters, (_letter, index) => (seqs.has(index + 1) ? 'x' : '.')).join('');
}

describe('what is sent next', () => {
  test.each([
    ['nothing of nothing', '', 0],
    ['one alone', 'i', 1],
    ['one of five: no burst yet', 'iiiii', 1],
    ['all six: a burst', 'iiiiii', 6],
    ['warnings merge, too', 'iwiwiw', 6],
    ['twenty of thirty', 'i'.repeat(30), 20],
    ['a critical head alone, however long the queue', `c${'i'.repeat(30)}`, 1],
    ['what stands before a critical one', `iiic${'i'.repeat(30)}`, 3],
    ['a single one before a critical one', `ic${'i'.repeat(30)}`, 1],
  ])('%s', (_name, severities, count) => {
    const waiting = queue(severities);
    expect(nextGroup(waiting, new Set())).toEqual(waiting.slice(0, count));
  });

  test.each([
    ['a card with all that waits for it', 'AiAiA', '', 'x.x.x'],
    ['a card with all that waits for it, past a critical event and in a burst', 'AiiiiiicA', '', 'x.......x'],
    ['an event before cards alone: cards are no burst', 'iABCDEFG', '', 'x.......'],
    ['a list past the cards in between', 'iAiBiAiii', '', 'x.x.x.xxx'],
    ['a list that ends before a critical event, not before a card', 'iiAiciiii', '', 'xx.x.....'],
    ['a card that is over like an event, with all of it', 'iAiiiiA', 'A', 'xxxxxxx'],
    ['a card that is over at the head of a list', 'AiAiiii', 'A', 'xxxxxxx'],
    [
      'cards that are over as one list, an open one between them left out',
      'ABCDEFGHA',
      'ABCEFGH',
      'xxx.xxxxx',
    ],
    ['a card that is over alone where little waits', 'ABAii', 'AB', 'x.x..'],
    ['a card that is over alone where much of that is its own', 'AAAAAAAi', 'A', 'xxxxxxx.'],
    ['twenty entries, a card being one', `A${'i'.repeat(20)}A`, 'A', `x${'x'.repeat(19)}.x`],
  ])('%s', (_name, letters, over, expected) => {
    expect(taken(nextGroup(queue(letters), new Set(Array.from(over, cardOf))), letters)).toBe(expected);
  });

  it('one by one: an event by itself, a card whole', () => {
    expect(taken(nextAlone(queue('iiiiiii')), 'iiiiiii')).toBe('x......');
    expect(taken(nextAlone(queue('AiAiiii')), 'AiAiiii')).toBe('x.x....');
    expect(nextAlone([])).toEqual([]);
  });
});

describe('a list keeps within a message', () => {
  test.each([
    ['short titles all fit', Array.from({ length: 20 }, () => 'x'.repeat(50)), 4_096, 20],
    ['long titles split', Array.from({ length: 20 }, () => 'x'.repeat(200)), 4_096, 16],
    ['one is always sent, or nothing ever would be', ['x'.repeat(5_000)], 4_096, 1],
  ])('%s', (_name, titles, length, fit) => {
    expect(titlesThatFit(titles, length)).toBe(fit);
  });
});

const trouble: Verdict = { action: 'retry', reason: 'server-error', retryAfterMs: null };

describe('after a failure', () => {
  it('waits by back-off: doubling, by chance, capped', () => {
    expect([1, 2, 3, 20, 1_000].map((failures) => backoffMs(failures, 0))).toEqual([
      500, 1_000, 2_000, 150_000, 150_000,
    ]);
    expect([1, 2, 3, 20].map((failures) => backoffMs(failures, 0.999_999))).toEqual([
      1_000, 2_000, 4_000, 300_000,
    ]);
  });

  it('obeys a hint to the letter, longer or shorter than the back-off', () => {
    for (const retryAfterMs of [0, 1, 30_000, 7 * HOUR_MS]) {
      const { health, reason } = afterFailure(HEALTHY, { ...trouble, retryAfterMs }, 'x', 5_000, 0.9);
      expect([health.holdUntil, reason]).toEqual([5_000 + retryAfterMs, 'hint']);
    }
  });

  it('remembers since when and why', () => {
    const once = afterFailure(HEALTHY, trouble, 'first', 1_000, 0);
    const twice = afterFailure(once.health, trouble, 'second', 9_000, 0);
    expect(twice.health).toMatchObject({
      failures: 2,
      downSince: 1_000,
      failingSince: 1_000,
      lastError: 'second',
    });
  });

  it('gives up what waits after 24 hours, and begins anew for what comes then', () => {
    const once = afterFailure(HEALTHY, trouble, 'x', 0, 0);
    const before = afterFailure(once.health, trouble, 'x', DAY_MS - 1, 0);
    expect(before.action).toBe('hold');
    const at = afterFailure(before.health, trouble, 'x', DAY_MS, 0);
    expect(at).toMatchObject({ action: 'give-up', reason: 'failed-too-long' });
    expect(at.health).toMatchObject({ downSince: 0, failingSince: DAY_MS });
    expect(failedTooLong(at.health, DAY_MS + 1)).toBe(false);
  });

  it('wakes for the hold’s end, or for the giving up where that comes first', () => {
    const { health } = afterFailure(HEALTHY, { ...trouble, retryAfterMs: 2 * DAY_MS }, 'x', 0, 0);
    expect(holdMs(health, 1_000)).toBe(DAY_MS - 1_000);
    expect(holdMs(afterFailure(HEALTHY, trouble, 'x', 0, 0).health, 100)).toBe(400);
  });
});

describe('after a success', () => {
  it('is healthy again', () => {
    const { health } = afterFailure(HEALTHY, trouble, 'x', 0, 0);
    expect(afterSuccess(health, 10).health).toEqual(HEALTHY);
  });

  it('knows how long the channel was away', () => {
    const { health } = afterFailure(HEALTHY, trouble, 'x', 0, 0);
    expect(afterSuccess(health, MINUTE_MS).awayMs).toBe(MINUTE_MS);
    expect(afterSuccess(HEALTHY, MINUTE_MS).awayMs).toBe(0);
  });
});
