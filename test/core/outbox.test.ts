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
  nextGroup,
  titlesThatFit,
} from '../../src/core/outbox.ts';
import { HEALTHY, type QueuedDelivery } from '../../src/core/ports.ts';
import { eventIdOf, type DeliverySeq } from '../../src/core/ids.ts';

function queue(severities: string): readonly QueuedDelivery[] {
  const names: Readonly<Record<string, Severity>> = { i: 'info', w: 'warning', c: 'critical' };
  return Array.from(severities, (letter, index) => ({
    seq: (index + 1) as DeliverySeq,
    eventId: eventIdOf(BigInt(index + 1)),
    route: 'r',
    severity: names[letter] ?? 'info',
    state: 'waiting',
    attempts: 0,
  }));
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
    expect(nextGroup(waiting)).toEqual(waiting.slice(0, count));
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

  it('has something to tell only after a minute away, or where something was given up', () => {
    const { health } = afterFailure(HEALTHY, trouble, 'x', 0, 0);
    expect(afterSuccess(health, MINUTE_MS - 1).awayMs).toBeNull();
    expect(afterSuccess(health, MINUTE_MS).awayMs).toBe(MINUTE_MS);
    expect(afterSuccess({ ...health, givenUp: 1 }, 10).awayMs).toBe(10);
  });
});
