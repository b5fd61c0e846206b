import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../src/webhooks/rate-limit.ts';

const PER_MINUTE = { count: 60, perMs: 60_000 };

describe('a rate limit', () => {
  it('lets N pass at once and then says when the next may', () => {
    const limit = createRateLimit();
    for (let i = 0; i < 60; i++) expect(limit.take('a', PER_MINUTE, 1_000)).toEqual({ ok: true });
    expect(limit.take('a', PER_MINUTE, 1_000)).toEqual({ ok: false, retryAfterMs: 1_000 });
    expect(limit.take('a', PER_MINUTE, 1_600)).toEqual({ ok: false, retryAfterMs: 400 });
  });

  it('refills evenly, and never above N', () => {
    const limit = createRateLimit();
    const passed = (now: number, tries: number): number =>
      Array.from({ length: tries }, () => limit.take('a', PER_MINUTE, now)).filter(({ ok }) => ok).length;
    expect(passed(0, 100)).toBe(60);
    expect(passed(1_000, 100)).toBe(1);
    expect(passed(11_000, 100)).toBe(10);
    expect(passed(10_000_000, 100)).toBe(60);
  });

  it('refusals cost nothing: who keeps knocking is let in at the same rate', () => {
    const limit = createRateLimit();
    let passed = 0;
    for (let now = 0; now <= 60_000; now += 10)
      if (limit.take('a', { count: 1, perMs: 1_000 }, now).ok) passed++;
    expect(passed).toBe(61);
  });

  it('counts each key alone', () => {
    const limit = createRateLimit();
    const one = { count: 1, perMs: 1_000 };
    expect([limit.take('a', one, 0).ok, limit.take('a', one, 0).ok, limit.take('b', one, 0).ok]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('a clock that runs backwards gives no tokens', () => {
    const limit = createRateLimit();
    const one = { count: 1, perMs: 1_000 };
    limit.take('a', one, 5_000);
    expect(limit.take('a', one, 4_000)).toEqual({ ok: false, retryAfterMs: 1_000 });
  });

  it('100,000 keys stay within the bound, and the least recently used go first', () => {
    const limit = createRateLimit();
    const one = { count: 1, perMs: 1_000_000 };
    limit.take('busy', one, 0);
    for (let i = 0; i < 100_000; i++) {
      limit.take(`k${i}`, one, 0);
      if (i % 5_000 === 0) expect(limit.take('busy', one, 0).ok).toBe(false);
    }
    expect(limit.size()).toBe(10_000);
    expect([limit.take('k99999', one, 0).ok, limit.take('k0', one, 0).ok]).toEqual([false, true]);
  });
});
