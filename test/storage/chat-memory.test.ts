import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { USE_OUTCOMES, type CommandUse } from '../../src/core/chat.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { STRANGERS_KEPT, USES_KEPT } from '../../src/storage/chat-memory.ts';
import { NOW, openFresh } from './stores.ts';

const use: CommandUse = {
  at: NOW,
  user: { platform: 'telegram', id: '111', name: 'Ada' },
  chat: '-100',
  operator: 'ada',
  command: 'trace',
  args: 'x',
  outcome: 'allowed',
};

describe.each(ENGINES)('what chats keep, over $scheme', (engine) => {
  it('remembers what a channel kept, the newest, over a restart, and nothing of another', async () => {
    await using opened = await openFresh(engine);
    await opened.store.keep('ops', 'chat', '-1');
    await opened.store.keep('ops', 'chat', '-2');
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.recall('ops', 'chat')).toBe('-2');
    expect(await again.recall('ops', 'other')).toBe(null);
    expect(await again.recall('alerts', 'chat')).toBe(null);
    await again.close();
  });

  it.each(USE_OUTCOMES)('reads a use that came out as %s', async (outcome) => {
    await using opened = await openFresh(engine);
    await opened.store.record({ ...use, outcome });
    expect(await opened.store.uses({ since: 0, until: NOW + 1, limit: 9 })).toEqual([{ ...use, outcome }]);
  });

  it('writes uses of commands down', async () => {
    await using opened = await openFresh(engine);
    await opened.store.record(use);
    const database = new Database(opened.address, { readonly: true });
    expect(database.prepare('select * from command_uses').all()).toMatchObject([
      {
        at: NOW,
        platform: 'telegram',
        user_id: '111',
        user_name: 'Ada',
        chat: '-100',
        operator: 'ada',
        command: 'trace',
        args: 'x',
        outcome: 'allowed',
      },
    ]);
    database.close();
  });

  it('gives uses back as they were written, the newest first, of a time, so many as it is asked', async () => {
    await using opened = await openFresh(engine);
    const uses: readonly CommandUse[] = [
      use,
      {
        ...use,
        at: NOW + 1,
        operator: null,
        outcome: 'stranger',
        user: { ...use.user, platform: 'discord' },
      },
      { ...use, at: NOW + 2, user: { ...use.user, platform: 'command line' }, chat: '', args: "'\u0000 🔥" },
      { ...use, at: NOW + 3, outcome: 'failed' },
    ];
    for (const each of uses) await opened.store.record(each);
    const trail = engine.openTrail(opened.address);
    const asked = [
      [{ since: 0, until: NOW + 9, limit: 10 }, uses.toReversed()],
      [{ since: NOW + 1, until: NOW + 3, limit: 10 }, uses.slice(1, 3).toReversed()],
      [{ since: 0, until: NOW + 9, limit: 1 }, uses.slice(3)],
    ] as const;
    for (const [filter, expected] of asked) {
      expect(await opened.store.uses(filter)).toEqual(expected);
      expect(await trail?.uses(filter)).toEqual(expected);
    }
    await trail?.close();
  });

  it.each([
    ['strangers', null, STRANGERS_KEPT, 'ada'],
    ['operators', 'ada', USES_KEPT - STRANGERS_KEPT, null],
  ])('keeps so many uses of %s, and those of the others beside them', async (_who, operator, kept, other) => {
    await using opened = await openFresh(engine);
    await opened.store.record({ ...use, operator: other });
    const database = new Database(opened.address);
    database
      .prepare(
        `insert into command_uses (at, platform, user_id, user_name, chat, operator, command, args, outcome)
         with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
         select i, 'discord', '', '', '', ?, '', '', 'allowed' from n`,
      )
      .run(kept, operator);
    await opened.store.record({ ...use, at: NOW + 1, operator });
    const rows = database.prepare(
      'select operator, min(at) as first, count(*) as count from command_uses group by 1',
    );
    expect(rows.all()).toEqual(
      expect.arrayContaining([
        { operator, first: 2, count: kept },
        { operator: other, first: NOW, count: 1 },
      ]),
    );
    database.close();
  });
});
