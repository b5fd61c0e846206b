import { describe, expect, it } from 'vitest';
import { moodySqlite, startBooks, withBudget } from './books.ts';

const DAY_OF_1 = withBudget({ day: '$1.00' });
const set = (period: string, limit: string) => ({ period, limit, as: 'ada' });

describe('a budget that somebody sets', () => {
  it('holds over a restart, until it is given back or the configuration says something else', async () => {
    const books = await startBooks(DAY_OF_1);
    const limit = async () => (await books.budgets('digest')).map(({ limitUsd, setBy }) => [limitUsd, setBy]);
    const post = (text: string) => books.ledger.post('/v1/budgets/digest', set('day', text), null);
    expect((await post('$2')).body).toMatchObject({ budgets: [{ limitUsd: '2.00', setBy: 'hand' }] });
    await books.restart();
    expect(await limit()).toEqual([['2.00', 'hand']]);
    await post('off');
    expect(await limit()).toEqual([[null, null]]);
    await books.restart();
    expect(await limit()).toEqual([[null, null]]);
    await post('default');
    expect(await limit()).toEqual([['1.00', 'configuration']]);
    await post('$4');
    await books.restart(withBudget({ day: '$3.00' }));
    expect(await limit()).toEqual([['3.00', 'configuration']]);
    // Whoever spoke last is right: an older word does not come back with the older configuration.
    await books.restart(DAY_OF_1);
    expect(await limit()).toEqual([['1.00', 'configuration']]);
    expect((await post('a lot')).status).toBe(400);
    expect((await books.ledger.post('/v1/budgets/nobody', set('day', '$2'), null)).status).toBe(404);
    const audit = (await books.ledger.get('/v1/audit')).list;
    expect(
      audit.toReversed().map(({ operator, command, args, outcome }) => [operator, command, args, outcome]),
    ).toEqual([
      ['ada', 'budget', 'digest set day $2', 'allowed'],
      ['ada', 'budget', 'digest set day off', 'allowed'],
      ['ada', 'budget', 'digest set day default', 'allowed'],
      ['ada', 'budget', 'digest set day $4', 'allowed'],
      ['ada', 'budget', 'digest', 'usage'],
      ['ada', 'budget', 'nobody set day $2', expect.any(String)],
    ]);
  });

  it('is told of by what is true of the new limit', async () => {
    const books = await startBooks(DAY_OF_1);
    await books.spend(100);
    await books.ledger.post('/v1/budgets/digest', set('day', '$2'), null);
    await books.spend(61);
    expect(await books.told()).toEqual([
      'digest has used 100 % of its day budget: $1.00 of $1.00',
      'digest has used 80 % of its day budget: $1.61 of $2.00',
    ]);
  });

  it('counts a call once that is written while the budget is set, and not counted yet', async () => {
    const engine = moodySqlite();
    const books = await startBooks(DAY_OF_1, { engine });
    engine.books = 'late';
    const call = books.spend(10);
    await engine.held();
    const setting = books.ledger.post('/v1/budgets/digest', set('day', '$2'), null);
    // As long as it takes to set a budget, many times over; it has to wait for the call.
    for (let i = 0; i < 20; i++)
      expect((await books.budgets('digest'))[0]).toMatchObject({ limitUsd: '1.00' });
    engine.release();
    expect([(await call).status, (await setting).status]).toEqual([202, 200]);
    expect((await books.budgets('digest'))[0]).toMatchObject({ limitUsd: '2.00', spentUsd: '0.10' });
  });
});
