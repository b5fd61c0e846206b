import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/duration.ts';
import { startBooks, type Books } from './books.ts';
import { OTHER_KEY } from './reporting.ts';

/** A daily digest at eight by Berlin's clock, which is 07:00 UTC in winter. */
const DAILY = { timezone: 'Europe/Berlin', ledger: { digest: { daily: '0 8 * * *' } } };
const MIDNIGHT = Date.UTC(2026, 10, 25);

/** When each digest came, by the time of its event. */
async function digests(books: Books): Promise<readonly unknown[]> {
  await books.ledger.program.app.settled();
  const { list } = await books.ledger.get('/v1/events?source=ledger&limit=100');
  const mine = list.filter(({ type }) => type === 'digest.day' || type === 'digest.week');
  return mine.map(({ type, time }) => `${String(type)} ${String(time)}`).toReversed();
}

it('comes once a day at its time by the zone’s clock, also where the clock changes, and not at the very first start', async () => {
  const books = await startBooks(DAILY, { start: Date.UTC(2027, 2, 26, 12) });
  await books.pass(3 * DAY_MS, HOUR_MS);
  expect(await digests(books)).toEqual([
    'digest.day 2027-03-27T07:00:00.000Z',
    'digest.day 2027-03-28T06:00:00.000Z',
    'digest.day 2027-03-29T06:00:00.000Z',
  ]);
});

it('sums up dollars, calls and who spent them', async () => {
  const books = await startBooks(DAILY, { start: MIDNIGHT });
  await books.spend(120);
  await books.spend(30, { latencyMs: 900 }, OTHER_KEY);
  await books.pass(7 * HOUR_MS, HOUR_MS);
  const got = books.chat.got.at(-1);
  expect(got).toMatchObject({ title: 'Last 24 h: $1.50, 2 calls', severity: 'info' });
  expect(got?.body).toContain('Most: digest $1.20, other $0.30');
});

it('is not sent again after a restart, and made up for where the program did not run at its time', async () => {
  const books = await startBooks(DAILY, { start: MIDNIGHT });
  await books.pass(7 * HOUR_MS, HOUR_MS);
  const first = ['digest.day 2026-11-25T07:00:00.000Z'];
  expect(await digests(books)).toEqual(first);
  await books.restart();
  await books.pass(HOUR_MS);
  await books.restart();
  expect(await digests(books)).toEqual(first);
  // Off from noon until the next afternoon: eight hours late is late enough to be told, once.
  await books.pass(4 * HOUR_MS, HOUR_MS);
  await books.ledger.stop();
  books.clock.advance(27 * HOUR_MS);
  await books.restart();
  const second = [...first, 'digest.day 2026-11-26T15:00:00.000Z'];
  expect(await digests(books)).toEqual(second);
  await books.restart();
  expect(await digests(books)).toEqual(second);
});

it('is not made up for after more than twelve hours', async () => {
  const books = await startBooks(DAILY, { start: MIDNIGHT });
  await books.pass(HOUR_MS);
  await books.ledger.stop();
  // 07:00 UTC was 12 hours and a minute ago.
  books.clock.advance(18 * HOUR_MS + 60_000);
  await books.restart();
  expect(await digests(books)).toEqual([]);
});

it('goes to the channels that it is for, and once a week where that is asked', async () => {
  const books = await startBooks(
    {
      ledger: { digest: { weekly: '0 8 * * 1', to: ['ops'] } },
      routes: [{ name: 'none', source: 'ledger', when: 'false', to: ['ops'] }],
    },
    { start: Date.UTC(2026, 10, 26) },
  );
  await books.pass(12 * DAY_MS, 4 * HOUR_MS);
  expect(await digests(books)).toEqual([
    'digest.week 2026-11-30T08:00:00.000Z',
    'digest.week 2026-12-07T08:00:00.000Z',
  ]);
  expect(await books.told()).toEqual(['Last 7 days: no calls', 'Last 7 days: no calls']);
});
