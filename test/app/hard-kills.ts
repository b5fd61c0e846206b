import { fork, type ChildProcess } from 'node:child_process';
import { createHmac, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { z } from 'zod';
import { eventIdOf } from '../../src/core/ids.ts';

export const KILLS = 20;
const SENDERS = 8;
/** How long after it was ready the program is killed, at least. */
const AFTER_MS = [150, 500] as const;
/** Events acknowledged between two kills, at least. */
const EACH_LIFE = 10;
const SECRET = 'the-secret-of-the-kill-test';
const readySchema = z.object({ publicUrl: z.string(), privateUrl: z.string() });
const statusSchema = z.object({
  channels: z.array(z.object({ waiting: z.number(), dead: z.number() })),
});

/** One message as a chat has it. */
export interface Arrived {
  /** Every event it tells of. */
  readonly events: readonly string[];
  /** Marked as one that may have come before. */
  readonly repeat: boolean;
}

export interface KillRun {
  /** Ids that were answered with 202. */
  readonly acknowledged: ReadonlySet<string>;
  readonly posted: number;
  /** What the database holds, in the order of acceptance. */
  readonly order: readonly string[];
}

/**
 * Kills the program twenty times in the middle of posts and deliveries, that long after it was ready, or later on a
 * machine so busy that it has accepted little by then; afterwards lets it send what is left, and stop.
 */
export async function killHard(dir: string, channels: Readonly<Record<string, unknown>>): Promise<KillRun> {
  const file = join(dir, 'config.json');
  const config = {
    server: { public: { port: 0 }, private: { port: 0 }, clock: 'trust' },
    storage: `sqlite:${join(dir, 'pithead.db')}`,
    channels,
    sources: { gh: { scheme: 'github', secrets: [SECRET] } },
  };
  writeFileSync(file, JSON.stringify(config));
  const acknowledged = new Set<string>();
  let posted = 0;

  /** Posts signed events one after another until the program is gone. */
  async function load(publicUrl: string, stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      posted += 1;
      const body = JSON.stringify({ title: `event ${posted}`, filler: 'x'.repeat(200) });
      const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': signature,
        'x-github-event': 'ping',
      };
      try {
        const response = await fetch(`${publicUrl}/hooks/gh`, { method: 'POST', headers, body });
        const { id } = z.object({ id: z.string() }).parse(await response.json());
        if (response.status === 202) acknowledged.add(id);
      } catch {
        // The program died under this request: it was never acknowledged.
      }
    }
  }

  for (let kill = 0; kill < KILLS; kill++) {
    const { child, publicUrl } = await boot(file);
    let stopped = false;
    const senders = Array.from({ length: SENDERS }, () => load(publicUrl, () => stopped));
    const before = acknowledged.size;
    await realDelay(randomInt(...AFTER_MS));
    while (acknowledged.size < before + EACH_LIFE) await realDelay(5);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    stopped = true;
    await Promise.all(senders);
  }
  const { child, privateUrl } = await boot(file);
  const drained = async (): Promise<boolean> => {
    const status = statusSchema.parse(await (await fetch(`${privateUrl}/v1/status`)).json());
    expect(status.channels.filter(({ dead }) => dead > 0)).toEqual([]);
    return status.channels.every(({ waiting }) => waiting === 0);
  };
  await expect.poll(drained, { timeout: 60_000, interval: 50 }).toBe(true);
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * EACH_LIFE);
  return { acknowledged, posted, order: acceptedOrder(dir, Object.keys(channels)[0] ?? '') };
}

/** Nothing acknowledged is lost, at most one marked repeat a kill, and the order is that of acceptance. */
export function expectAllArrived(arrivals: readonly Arrived[], { acknowledged, order }: KillRun): void {
  const first = [...new Set(arrivals.flatMap(({ events }) => events))];
  const arrived = new Set(first);
  const seen = new Set<string>();
  const repeats = arrivals.filter(({ events }) => {
    const again = events.some((id) => seen.has(id));
    for (const id of events) seen.add(id);
    return again;
  });
  expect([...acknowledged].filter((id) => !arrived.has(id))).toEqual([]);
  expect(repeats.length).toBeLessThanOrEqual(KILLS);
  expect(repeats.filter(({ repeat }) => !repeat)).toEqual([]);
  expect(first).toEqual(order);
}

async function boot(file: string): Promise<{ child: ChildProcess; publicUrl: string; privateUrl: string }> {
  const child = fork(new URL('../support/child.ts', import.meta.url), [file], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [ready] = await once(child, 'message');
  return { child, ...readySchema.parse(ready) };
}

function acceptedOrder(dir: string, channel: string): readonly string[] {
  const db = new Database(join(dir, 'pithead.db'), { readonly: true });
  db.defaultSafeIntegers(true);
  const rows = db.prepare('SELECT event_id FROM deliveries WHERE channel = ? ORDER BY seq').all(channel);
  db.close();
  return z
    .array(z.object({ event_id: z.bigint() }))
    .parse(rows)
    .map(({ event_id }) => eventIdOf(event_id));
}
