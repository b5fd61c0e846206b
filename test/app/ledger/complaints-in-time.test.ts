import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { callOf, moodySqlite, startBooks, withBudget } from './books.ts';
import { OTHER_KEY } from './reporting.ts';

/** A body of a thousand calls. */
function thousand(part: number): readonly unknown[] {
  return Array.from({ length: 1_000 }, (_, i) => callOf(0, `${part}/${i}`));
}

describe('complaints about the peers', () => {
  it('memory grows when the database is away', async () => {
    const engine = moodySqlite();
    const books = await startBooks({}, { engine });
    // It rejects: callers are told to come again, and nothing of it is kept.
    engine.books = 'rejects';
    for (let i = 0; i < 50; i++) {
      const { status, headers, body } = await books.spend(1, { id: `call-${i}` });
      expect([status, headers.get('retry-after'), body['error']]).toEqual([
        503,
        '5',
        expect.stringContaining('send it again'),
      ]);
    }
    engine.books = 'fine';
    await books.pass(10 * MINUTE_MS);
    expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ calls: 0 });
    expect((await books.spend(1, { id: 'call-0' })).body).toEqual({ accepted: 1, duplicates: 0 });

    // It hangs: 10,000 calls wait at most, whichever comes eleventh is refused at once, and the others are booked.
    engine.books = 'hangs';
    const asked = Array.from({ length: 11 }, (_, part) => books.ledger.post('/v1/usage', thousand(part)));
    const refused = await Promise.race(asked);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    engine.release();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 10 }, () => 202), 503]);
    expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ calls: 10_001 });
  });

  it('a heartbeat or cron burned money for days, noticed at the cap', async () => {
    const start = Date.UTC(2026, 10, 2);
    const books = await startBooks({ ledger: { budget: { month: '$60.00' } } }, { start });
    const noticedAt: number[] = [];
    // $248 in 12 days are 86 cents an hour; somebody else spends a little beside it. After the cap in larger steps.
    for (let hour = 0; hour < 12 * 24;) {
      const hours = hour < 4 * 24 ? 1 : 6;
      await books.spend(86 * hours);
      await books.spend(hours, {}, OTHER_KEY);
      await books.pass(hours * HOUR_MS, hours * HOUR_MS);
      hour += hours;
      if (noticedAt.length < books.chat.got.length) noticedAt.push(hour);
    }
    expect(await books.told()).toEqual([
      expect.stringMatching(/^At this rate the month budget of everything is gone /),
      expect.stringMatching(/^Everything has used 81 % of its month budget/),
      expect.stringMatching(/^Everything has used 100 % of its month budget/),
    ]);
    const [noticed, , gone] = noticedAt;
    expect(noticed).toBeLessThanOrEqual(12);
    expect(gone).toBeGreaterThanOrEqual(69);
    expect(books.chat.got[0]?.body).toContain('Most of it: workflow digest');
    expect(books.chat.got[0]?.body).toContain('If digest is paused, it lasts');
    expect(books.chat.got[0]?.body).toContain('Next: /pause digest');
  });

  it('the detector alarms again on a finished burst', async () => {
    const books = await startBooks(withBudget({ day: '$40.00', month: '$100.00' }), {
      start: Date.UTC(2026, 10, 2),
    });
    // $4 an hour for eight hours, to be told of; then some cents an hour for days.
    for (let hour = 0; hour < 8; hour++) {
      await books.spend(400);
      await books.pass(HOUR_MS, 30 * MINUTE_MS);
    }
    const during = await books.told();
    expect(during.filter((title) => title.startsWith('At this rate'))).not.toHaveLength(0);
    for (let hour = 0; hour < 72; hour++) {
      await books.spend(5);
      await books.pass(HOUR_MS, 30 * MINUTE_MS);
    }
    expect((await books.told()).slice(during.length)).toEqual([]);
    expect(await books.budgets('digest')).toMatchObject([
      { forecastExhaustedAt: null },
      { forecastExhaustedAt: null },
    ]);
  });
});
