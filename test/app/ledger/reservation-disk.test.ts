import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../../support/program.ts';
import { booksEngine, type BooksEngine } from './books-engine.ts';
import { startReporting, type Reporting } from './reporting.ts';
import { cancel, DOLLAR_A_DAY, figures, reserve, settle, statuses } from './reserving.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** On a disk that does as the test says. */
async function startedOn(
  clock: FakeClock,
): Promise<{ readonly engine: BooksEngine; readonly ledger: Reporting }> {
  const dir = tempDir();
  const engine = booksEngine();
  const storage = `books:${join(dir.path, 'pithead.db')}`;
  const ledger = await startReporting(
    { ...DOLLAR_A_DAY, storage },
    { engines: [engine], clock, in: dir.path },
  );
  ends.push(
    () => ledger.stop(),
    () => dir.dispose(),
  );
  return { engine, ledger };
}

describe('reservations of many callers', () => {
  it('come to no more than there is, however long a commit takes', async () => {
    const { engine, ledger } = await startedOn(createFakeClock());
    engine.set('held');
    const asked = Promise.all(Array.from({ length: 64 }, (_, i) => reserve(ledger, `r${i}`, '0.03')));
    await expect.poll(() => engine.waiting).toBe(33);
    expect(await figures(ledger)).toEqual(['0.00', '0.99', '0.01']);
    engine.set('good');
    const answers = await asked;
    expect(statuses(answers)).toEqual({ 201: 33, 402: 31 });
    engine.set('held');
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => String(body['id']));
    const ended = Promise.all(ids.map((id) => settle(ledger, id, { costUsd: '0.01' })));
    await expect.poll(() => engine.waiting).toBe(33);
    // Not written down yet: it is held still.
    expect((await reserve(ledger, 'early', '0.02')).status).toBe(402);
    engine.set('good');
    expect(statuses(await ended)).toEqual({ 200: 33 });
    expect(await figures(ledger)).toEqual(['0.33', '0.00', '0.67']);
  });

  it('hold nothing after a commit that failed, and end nothing', async () => {
    const clock = createFakeClock();
    const { engine, ledger } = await startedOn(clock);
    await reserve(ledger, 'kept', '0.25');
    engine.set('failing');
    const refused = await reserve(ledger, 'r1', '0.50');
    expect([refused.status, refused.headers.get('retry-after'), refused.body['error']]).toEqual([
      503,
      '5',
      'could not be written down now: nothing is held, ask again',
    ]);
    for (const answer of [await settle(ledger, 'kept', { costUsd: '0.1' }), await cancel(ledger, 'kept')])
      expect([answer.status, answer.body['error']]).toEqual([
        503,
        'could not be written down now: it stands as before, send it again',
      ]);
    expect(await figures(ledger)).toEqual(['0.00', '0.25', '0.75']);
    // Its lease runs out while nothing can be written: it is held until it can be.
    clock.advance(10 * MINUTE_MS);
    await ledger.program.app.settled();
    expect(await figures(ledger)).toEqual(['0.00', '0.25', '0.75']);
    engine.set('good');
    clock.advance(MINUTE_MS);
    await ledger.program.app.settled();
    expect(await figures(ledger)).toEqual(['0.25', '0.00', '0.75']);
    // Of the one that failed nothing ran out.
    expect((await ledger.get('/v1/spend')).body).toMatchObject({ calls: 1, floorUsd: '0.25' });
    expect((await reserve(ledger, 'r1', '0.50')).status).toBe(201);
  });
});
