import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { MINUTE_MS } from '../../src/core/duration.ts';
import type { StorageEngine } from '../../src/storage/index.ts';
import { openSqlite, openSqliteTrail } from '../../src/storage/open.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';

const TITLE = "The database can't be written: webhooks are answered 503";

let dir: ReturnType<typeof tempDir>;
let chats: { readonly ops: Chat; readonly deaf: Chat };
let clock: FakeClock;
let full: boolean;
let program: Program;

function unlessFull<Result>(write: () => Promise<Result>): Promise<Result> {
  return full ? Promise.reject(new Error('database or disk is full')) : write();
}

/** SQLite on a disk that takes nothing while `full`. */
const engine: StorageEngine = {
  scheme: 'fullsqlite',
  async open(address) {
    const store = await openSqlite(address);
    return {
      ...store,
      accept: (events) => unlessFull(() => store.accept(events)),
      step: (step) => unlessFull(() => store.step(step)),
      keep: (scope, name, value) => unlessFull(() => store.keep(scope, name, value)),
      keepAlerts: (step) => unlessFull(() => store.keepAlerts(step)),
    };
  },
  openTrail: openSqliteTrail,
};

const readySchema = z.object({
  status: z.string(),
  dependencies: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});
const storage = async () =>
  readySchema.parse(await program.get('/readyz')).dependencies.find(({ name }) => name === 'storage');

async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(MINUTE_MS);
    await program.app.settled();
  }
}

beforeEach(async () => {
  dir = tempDir();
  clock = createFakeClock();
  full = false;
  chats = { ops: await startChat(), deaf: await startChat() };
  program = await startProgram(
    dir.path,
    {
      storage: `fullsqlite:${join(dir.path, 'full.db')}`,
      channels: {
        ops: { type: 'http-chat', url: chats.ops.url },
        deaf: { type: 'http-chat', url: chats.deaf.url },
      },
    },
    { engines: [engine], clock },
  );
});

afterEach(async () => {
  full = false;
  await program.app.stop();
  await Promise.all([chats.ops.close(), chats.deaf.close()]);
  dir.dispose();
});

it('a database that can not be written is one message, which says so and then that it is over', async () => {
  full = true;
  chats.deaf.mood = { as: 'status', status: 502 };
  expect((await program.post({ type: 'note', title: 'lost' })).status).toBe(503);
  await program.app.settled();
  expect([...chats.ops.shown.values()]).toMatchObject([{ kind: 'post', title: TITLE, silent: false }]);
  expect(chats.ops.got[0]?.body).toContain('After a restart it stays as it is.');
  expect(await storage()).toEqual({
    name: 'storage',
    ok: false,
    detail: "it can't be written: database or disk is full",
  });
  await pass(5);
  full = false;
  chats.deaf.mood = { as: 'ok' };
  await pass(2);
  const [card, reply, ...more] = [...chats.ops.shown.values()];
  expect(more).toEqual([]);
  expect(card).toMatchObject({ id: 'm1', kind: 'edit', status: 'resolved' });
  expect(card?.title).toMatch(/^The database can be written again after \d min$/);
  expect(reply).toMatchObject({ kind: 'reply', ref: 'm1', silent: true });
  // Who did not hear of it is told that it was.
  expect([...chats.deaf.shown.values()][0]).toMatchObject({ kind: 'post', status: 'resolved' });
  expect(await storage()).toMatchObject({ ok: true });
});
