import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { startServer } from './process.ts';
import { newWebhook } from './webhook.ts';

const WARM_UP = 20;
const EVENTS = 1_000;

/**
 * Mean bytes that our process writes to the disk for a lone event: accepted, delivered and marked before the next one
 * comes; every checkpoint counted, the one at the close too. Its log goes nowhere.
 */
export async function measureBytes(dir: string): Promise<number> {
  const secret = randomBytes(32).toString('hex');
  const nowhere = openSync('/dev/null', 'w');
  const { child, url } = await startServer('./servers/pithead.ts', [secret, dir], nowhere, nowhere);

  async function postOne(): Promise<void> {
    const { path, body, headers } = newWebhook(secret);
    const answer = await fetch(url + path, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    if (answer.status !== 202) throw new Error(`a webhook was answered ${answer.status}`);
    await child.ask('settle');
  }

  for (let i = 0; i < WARM_UP; i++) await postOne();
  const before = child.writtenBytes();
  for (let i = 0; i < EVENTS; i++) await postOne();
  await child.ask('stop');
  const written = child.writtenBytes() - before;
  await child.kill();
  return written / EVENTS;
}
