import { fork, type ChildProcess } from 'node:child_process';
import { createHmac, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventIdOf } from '../../src/core/ids.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';

const KILLS = 20;
const SENDERS = 8;
const SECRET = 'the-secret-of-the-kill-test';
const readySchema = z.object({ publicUrl: z.string(), privateUrl: z.string() });

const dir = tempDir();
const acknowledged = new Set<string>();
let chats: Chat[] = [];
let posted = 0;
let answers = 0;

async function boot(): Promise<{ child: ChildProcess; publicUrl: string; privateUrl: string }> {
  const child = fork(new URL('../support/child.ts', import.meta.url), [join(dir.path, 'config.json')], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [ready] = await once(child, 'message');
  return { child, ...readySchema.parse(ready) };
}

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
      answers += 1;
    } catch {
      // The program died under this request: it was never acknowledged.
    }
  }
}

beforeAll(async () => {
  chats = [await startChat(), await startChat()];
  for (const chat of chats) chat.delayMs = 3;
  const [ops, spare] = chats;
  const config = {
    server: { public: { port: 0 }, private: { port: 0 } },
    storage: `sqlite:${join(dir.path, 'pithead.db')}`,
    channels: { ops: { type: 'http-chat', url: ops?.url }, spare: { type: 'http-chat', url: spare?.url } },
    sources: { gh: { scheme: 'github', secrets: [SECRET] } },
  };
  writeFileSync(join(dir.path, 'config.json'), JSON.stringify(config));
});

afterAll(async () => {
  for (const chat of chats) await chat.close();
  dir.dispose();
});

describe('twenty hard kills under load', () => {
  it('lose no acknowledged event, repeat at most one message a kill and channel, keep the order', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, publicUrl } = await boot();
      let stopped = false;
      const senders = Array.from({ length: SENDERS }, () => load(publicUrl, () => stopped));
      await realDelay(randomInt(60, 300));
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      stopped = true;
      await Promise.all(senders);
    }
    const { child, privateUrl } = await boot();
    const drained = async (): Promise<boolean> => {
      const status = z
        .object({ channels: z.array(z.object({ waiting: z.number(), dead: z.number() })) })
        .parse(await (await fetch(`${privateUrl}/v1/status`)).json());
      expect(status.channels.map(({ dead }) => dead)).toEqual([0, 0]);
      return status.channels.every(({ waiting }) => waiting === 0);
    };
    await expect.poll(drained, { timeout: 30_000, interval: 50 }).toBe(true);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;

    expect(acknowledged.size).toBeGreaterThan(KILLS * 10);
    const order = acceptedOrder();
    for (const chat of chats) {
      const arrivals = chat.got.flatMap(({ events }) => events);
      const first = [...new Set(arrivals)];
      const lost = [...acknowledged].filter((id) => !first.includes(id));
      const seen = new Set<string>();
      const repeats = chat.got.filter(({ events }) => {
        const again = events.some((id) => seen.has(id));
        for (const id of events) seen.add(id);
        return again;
      });
      expect(lost).toEqual([]);
      expect(repeats.length).toBeLessThanOrEqual(KILLS);
      expect(repeats.every(({ repeat }) => repeat)).toBe(true);
      expect(first).toEqual(order);
    }
    const messages = chats.map(({ got }) => got.length).join(' and ');
    console.log(
      `${KILLS} kills: ${posted} posted, ${answers} answered, ${acknowledged.size} acknowledged, 0 lost, ${messages} messages`,
    );
  }, 120_000);
});

/** What the database holds, in the order of acceptance. */
function acceptedOrder(): readonly string[] {
  const db = new Database(join(dir.path, 'pithead.db'), { readonly: true });
  db.defaultSafeIntegers(true);
  const rows = db.prepare("SELECT event_id FROM deliveries WHERE channel = 'ops' ORDER BY seq").all();
  db.close();
  return z
    .array(z.object({ event_id: z.bigint() }))
    .parse(rows)
    .map(({ event_id }) => eventIdOf(event_id));
}
