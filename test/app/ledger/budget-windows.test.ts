import { describe, expect, it } from 'vitest';
import { startBooks, withBudget } from './books.ts';

describe('the window of a budget', () => {
  it.each<[what: string, ledger: object, zone: string, start: string, resets: string, period?: string]>([
    ['at midnight by the zone', {}, 'Europe/Berlin', '2026-11-25T08:00:00Z', '2026-11-25T23:00:00.000Z'],
    [
      'at the start hour',
      { startHour: 6 },
      'Europe/Berlin',
      '2026-11-25T04:59:59Z',
      '2026-11-25T05:00:00.000Z',
    ],
    [
      'on the day that a week starts',
      { weekStart: 'sunday' },
      'UTC',
      '2026-11-25T08:00:00Z',
      '2026-11-29T00:00:00.000Z',
      'week',
    ],
    [
      'on Monday, where nothing is said',
      {},
      'UTC',
      '2026-11-25T08:00:00Z',
      '2026-11-30T00:00:00.000Z',
      'week',
    ],
    [
      'with the month, at the start hour',
      { startHour: 9 },
      'America/New_York',
      '2026-12-01T13:59:00Z',
      '2026-12-01T14:00:00.000Z',
      'month',
    ],
    [
      'after 23 hours when the clock goes forward',
      {},
      'Europe/Berlin',
      '2027-03-27T23:00:00Z',
      '2027-03-28T22:00:00.000Z',
    ],
    [
      'after 25 hours when it goes back',
      {},
      'Europe/Berlin',
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00.000Z',
    ],
  ])(
    'ends %s, and with it what counts and what was told',
    async (_what, ledger, timezone, start, resetsAt, period = 'day') => {
      const books = await startBooks(withBudget({ [period]: '$1.00' }, { timezone, ledger }), {
        start: Date.parse(start),
      });
      await books.spend(150);
      expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '1.50', resetsAt }]);
      const last = Date.parse(resetsAt) - 1;
      // What was told must have arrived: a message does not survive days of being sent.
      await books.ledger.program.app.settled();
      books.clock.advance(last - books.clock.now());
      expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '1.50', remainingUsd: '0.00' }]);
      books.clock.advance(1);
      expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '0.00', startedAt: resetsAt }]);
      // What comes late counts when it was.
      await books.spend(150, { at: new Date(last).toISOString() });
      expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '0.00' }]);
      await books.spend(90);
      expect(await books.told()).toEqual([expect.stringContaining('150 %'), expect.stringContaining('90 %')]);
      await books.restart();
      expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '0.90' }]);
    },
  );
});
