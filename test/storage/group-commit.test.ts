import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QueueFullError } from '../../src/core/ports.ts';
import {
  createGroupCommit,
  MAX_WAITING,
  type Applied,
  type GroupCommit,
} from '../../src/storage/group-commit.ts';
import { openReader, openWriter } from '../../src/storage/sqlite.ts';
import type { Reader, Tables, Writer } from '../../src/storage/tables.ts';

let dir = '';
let db: Kysely<Tables>;
let reader: Reader;
/** What the group asked to be called later, and has not been called yet. */
let scheduled: (() => void)[] = [];
let transactions = 0;
/** Monotonic milliseconds. */
let now = 0;
/** Rows as the statement heard of their commit. */
let committed: number[] = [];
let sync: () => Promise<void> = () => Promise.resolve();
let group: GroupCommit<number, number>;

/** Writes numbers; 13 can't be written, and what was written of its piece before it must go. */
async function insert(writer: Writer, numbers: readonly number[]): Promise<Applied<number>> {
  transactions += 1;
  for (const number of numbers) {
    if (number === 13) throw new Error('13 is refused');
    await sql`insert into numbers (n) values (${number})`.execute(writer);
  }
  return {
    results: numbers.map((number) => number * 10),
    committed: () => committed.push(...numbers),
  };
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-group-'));
  ({ db } = openWriter(join(dir, 'a.db')));
  await sql`create table numbers (n integer primary key, filler text)`.execute(db);
  reader = openReader(join(dir, 'a.db'));
  scheduled = [];
  transactions = 0;
  now = 0;
  committed = [];
  sync = () => Promise.resolve();
  group = createGroupCommit(
    db,
    insert,
    () => sync(),
    () => now,
    (fn) => scheduled.push(fn),
  );
});

afterEach(async () => {
  await db.destroy();
  await reader.destroy();
  rmSync(dir, { recursive: true });
});

function turn(): Promise<string> {
  return new Promise((resolve) => setImmediate(() => resolve('working')));
}

/** Lets the group work until it has nothing left. */
async function work(): Promise<void> {
  const idle = group.idle().then(() => 'idle');
  for (let state = ''; state !== 'idle'; state = await Promise.race([idle, turn()])) {
    for (const fn of scheduled.splice(0)) fn();
  }
}

/** One turn of the event loop, as the group sees it. */
async function step(): Promise<void> {
  for (const fn of scheduled.splice(0)) fn();
  await turn();
}

async function stored(): Promise<readonly number[]> {
  const { rows } = await sql<{ n: bigint }>`select n from numbers order by n`.execute(reader);
  return rows.map(({ n }) => Number(n));
}

describe('the group commit', () => {
  it('shares one transaction between all who wait, and gives each its own results', async () => {
    const all = Promise.all([
      group.bulk([1, 2]),
      group.write(async (writer) => {
        await sql`insert into numbers (n) values (100)`.execute(writer);
        return 'done';
      }),
      group.bulk([]),
      group.bulk([3]),
    ]);
    expect(scheduled).toHaveLength(1);
    expect(await stored()).toEqual([]);
    await work();
    expect(await all).toEqual([[10, 20], 'done', [], [30]]);
    expect(transactions).toBe(1);
    expect(await stored()).toEqual([1, 2, 3, 100]);
  });

  it('begins a transaction only after the one before, with all who came meanwhile', async () => {
    const first = group.bulk([1]);
    await step();
    for (const fn of scheduled.splice(0)) fn();
    const meanwhile = Promise.all([group.bulk([2]), group.bulk([3])]);
    expect(scheduled).toEqual([]);
    await first;
    await work();
    expect(await meanwhile).toEqual([[20], [30]]);
    expect(transactions).toBe(2);
  });

  it('waits while rows come turn after turn, so that they share a commit, and for eight turns at the most', async () => {
    const rows: Promise<readonly number[]>[] = [];
    for (let number = 1; number <= 9; number++) {
      expect(transactions).toBe(0);
      rows.push(group.bulk([number]));
      await step();
    }
    expect((await Promise.all(rows)).flat()).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(transactions).toBe(1);
  });

  it('tells the statement of its rows after they are committed, and of none that are not', async () => {
    const pieces = Promise.allSettled([group.bulk([1]), group.bulk([2, 13]), group.bulk([3])]);
    await work();
    await pieces;
    expect(committed).toEqual([1, 3]);
  });

  it('lets who waits for an answer go first: under load a job joins once it has waited 100 ms', async () => {
    let written = 0;
    const job = group.write(async (writer) => {
      written = now;
      await sql`insert into numbers (n) values (1000)`.execute(writer);
    });
    for (let number = 101; number <= 124; number++) {
      now += 9;
      const row = group.bulk([number]);
      await step();
      await step();
      await row;
    }
    expect(written).toBe(108);
    await job;
    expect(await stored()).toContain(1000);
  });

  it('lets a job join at the 21st commit where no time passes', async () => {
    let written = 0;
    const job = group.write(() => {
      written = transactions;
      return Promise.resolve();
    });
    for (let number = 101; number <= 124; number++) {
      const row = group.bulk([number]);
      await step();
      await step();
      await row;
    }
    await job;
    expect(written).toBe(21);
  });

  it('lets a job wait for the next rows after some came, and go alone when none do', async () => {
    await Promise.all([group.bulk([1]), work()]);
    const job = group.write((writer) => sql`insert into numbers (n) values (2)`.execute(writer));
    for (let turns = 0; turns < 10; turns++) await step();
    expect(await stored()).toEqual([1]);
    await work();
    await job;
    expect(await stored()).toEqual([1, 2]);
  });

  it('answers nobody before the disk has synced, and begins nothing else meanwhile', async () => {
    const synced = Promise.withResolvers<void>();
    sync = () => synced.promise;
    let answered = false;
    const row = group.bulk([1]).finally(() => (answered = true));
    for (let turns = 0; turns < 10; turns++) await step();
    const later = group.bulk([2]);
    for (let turns = 0; turns < 10; turns++) await step();
    expect({ answered, transactions, committed }).toEqual({
      answered: false,
      transactions: 1,
      committed: [],
    });
    synced.resolve();
    await work();
    expect([await row, await later]).toEqual([[10], [20]]);
    expect(committed).toEqual([1, 2]);
  });

  it('takes nothing any more once the disk could not sync, and says what to look at', async () => {
    sync = () => Promise.reject(new Error('EIO: i/o error, fdatasync'));
    const failed = Promise.allSettled([group.bulk([1]), group.bulk([2])]);
    await work();
    sync = () => Promise.resolve();
    const later = Promise.allSettled([group.bulk([3]), group.write(() => Promise.resolve('done'))]);
    await work();
    for (const piece of [...(await failed), ...(await later)]) {
      expect(piece).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringMatching(/^the disk could not sync/) },
      });
    }
    expect(committed).toEqual([]);
    expect(transactions).toBe(1);
    expect(() => group.check()).toThrow('the disk could not sync');
  });

  it('answers only when the commit is there for another connection to see', async () => {
    const seen = group.bulk([1]).then(stored);
    await work();
    expect(await seen).toEqual([1]);
  });

  it('rejects a piece that fails, leaves nothing of it behind and takes none of its neighbours along', async () => {
    const pieces = Promise.allSettled([
      group.bulk([1]),
      group.bulk([2, 13]),
      group.write((writer) => sql`insert into numbers (n) values (1)`.execute(writer)),
      group.write(() => Promise.resolve('kept')),
    ]);
    await work();
    expect((await pieces).map((piece) => (piece.status === 'fulfilled' ? piece.value : 'rejected'))).toEqual([
      [10],
      'rejected',
      'rejected',
      'kept',
    ]);
    expect(await stored()).toEqual([1]);
    const after = group.bulk([4]);
    await work();
    expect(await after).toEqual([40]);
  });

  it('rejects where the disk is full, leaves nothing behind, and works again when there is room', async () => {
    const { rows } = await sql<{ page_count: bigint }>`pragma page_count`.execute(db);
    await sql`pragma max_page_count = ${sql.lit(Number(rows[0]?.page_count ?? 0))}`.execute(db);
    const filler = 'x'.repeat(20_000);
    const write = () =>
      group.write(async (writer) => {
        await sql`insert into numbers (n) values (1)`.execute(writer);
        await sql`insert into numbers (n, filler) values (2, ${filler})`.execute(writer);
      });
    const full = Promise.allSettled([write(), group.bulk([3])]);
    await work();
    expect(await full).toMatchObject([
      { status: 'rejected', reason: { code: 'SQLITE_FULL' } },
      { status: 'fulfilled', value: [30] },
    ]);
    expect(await stored()).toEqual([3]);

    await sql`pragma max_page_count = 1000000`.execute(db);
    const roomy = write();
    await work();
    await roomy;
    expect(await stored()).toEqual([1, 2, 3]);
  });

  it('refuses at once what would wait behind too many, and takes more when they are through', async () => {
    const waiting = Array.from({ length: MAX_WAITING }, (_, n) => group.bulk([n + 100]));
    await expect(group.bulk([1])).rejects.toBeInstanceOf(QueueFullError);
    await work();
    expect((await Promise.all(waiting)).length).toBe(MAX_WAITING);
    const later = group.bulk([2]);
    await work();
    expect(await later).toEqual([20]);
    expect(transactions).toBe(2);
  });

  it('refuses at once a job that would wait behind too many', async () => {
    const waiting = Array.from({ length: MAX_WAITING }, (_, n) => group.write(() => Promise.resolve(n)));
    await expect(group.write(() => Promise.resolve())).rejects.toBeInstanceOf(QueueFullError);
    await work();
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: MAX_WAITING }, (_, n) => n));
  });

  it('is idle when what waits is through, what came meanwhile included', async () => {
    await group.idle();
    const first = group.bulk([1]).then(() => group.bulk([2]));
    await work();
    expect(await first).toEqual([20]);
    expect(await stored()).toEqual([1, 2]);
  });
});
