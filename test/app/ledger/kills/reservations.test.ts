import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { picoOf } from '../../../../src/core/money.ts';
import { createChance } from '../../../support/chance.ts';
import { tempDir } from '../../../support/program.ts';
import { DIGEST_KEY } from '../reporting.ts';
import { brokenPromises, keptIn, THOUSANDTH } from './kept.ts';
import { answered, nothingPromised } from './promised.ts';
import { endAgain, reserveOn } from './reservers.ts';

const KILLS = 6;
const CLIENTS = 64;
/** Requests answered between two kills, at least. */
const EACH_LIFE = 250;
/** Between two looks at the budget. */
const LOOK_MS = 10;
/** Thousandths of a dollar; some three lives use them up. */
const LIMIT = 1_200;

const dir = tempDir();
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  dir.dispose();
});

it('64 concurrent reservers on one budget never overspend it, across hard kills', async () => {
  const file = join(dir.path, 'config.json');
  writeFileSync(file, JSON.stringify(configFor(new Date())));
  const promised = nothingPromised();
  const chance = createChance(64);
  let looks = 0;

  for (let life = 0; life < KILLS; life++) {
    const { child, url } = await boot(file);
    expect(await taken(url)).toBeLessThanOrEqual(LIMIT);
    await endAgain(url, promised);
    const clients = Array.from({ length: CLIENTS }, (_, i) =>
      reserveOn({ url, name: `${life}-${i}`, chance, promised }),
    );
    for (const before = answered(promised); answered(promised) < before + EACH_LIFE; looks++) {
      expect(await taken(url)).toBeLessThanOrEqual(LIMIT);
      await realDelay(LOOK_MS);
    }
    await end(child, 'SIGKILL');
    await Promise.all(clients);
  }

  const { child, url } = await boot(file);
  const said = await taken(url);
  await endAgain(url, promised);
  const after = await taken(url);
  await end(child, 'SIGTERM');
  const { kept, records, booked } = keptIn(join(dir.path, 'pithead.db'));
  expect(brokenPromises(kept, promised)).toEqual([]);
  expect(records).toBe(kept.filter(({ cost }) => cost !== null).length);
  const costs = sum(kept.map(({ cost }) => cost ?? 0));
  expect(booked).toBe(costs);
  expect(costs + sum(kept.filter(({ state }) => state === 'open').map(({ held }) => held))).toBe(after);
  // It has looked: there was something to fight for, and every way to end was taken.
  expect(said).toBeLessThanOrEqual(LIMIT);
  expect(said).toBeGreaterThan(LIMIT * 0.95);
  expect(promised.refused).toBeGreaterThan(EACH_LIFE);
  expect(new Set(kept.map(({ state }) => state)).size).toBe(4);
  console.log(
    `${KILLS} kills: ${promised.reserved.size} reserved, ${promised.refused} refused, ${promised.settled.size} settled; ${said} of ${LIMIT} taken, ${looks} looks`,
  );
}, 60_000);

/** A budget's day that began some twelve hours ago, so that none begins meanwhile. */
function configFor(now: Date): unknown {
  return {
    server: { public: { port: 0 }, private: { port: 0 }, clock: 'trust' },
    storage: `sqlite:${join(dir.path, 'pithead.db')}`,
    timezone: 'UTC',
    workflows: { digest: { key: DIGEST_KEY, budget: { day: `$${LIMIT / 1_000}` } } },
    ledger: { startHour: (now.getUTCHours() + 12) % 24 },
  };
}

/** What the budget says is spent or reserved. */
async function taken(url: string): Promise<number> {
  const [budget] = budgets.parse(await (await fetch(`${url}/v1/budgets/digest`)).json());
  return Number((picoOf(budget.spentUsd) ?? 0n) + (picoOf(budget.reservedUsd) ?? 0n)) / THOUSANDTH;
}
const budgets = z.tuple([z.object({ spentUsd: z.string(), reservedUsd: z.string() })]);

async function boot(file: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = fork(new URL('../../../support/child.ts', import.meta.url), [file], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  children.add(child);
  const [ready] = await once(child, 'message');
  return { child, url: z.object({ privateUrl: z.string() }).parse(ready).privateUrl };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  children.delete(child);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
