import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startChat, type Mood } from '../support/http-chat.ts';
import { startProgram, tempDir } from '../support/program.ts';

const KEY = Buffer.alloc(32, 7);
const WEEK_MS = 7 * DAY_MS;
const STEP_MS = 10 * MINUTE_MS;

/** What the first chat is like, by hours since the beginning of the week. */
const WEATHER: readonly { readonly from: number; readonly to: number; readonly mood: Mood }[] = [
  { from: 20, to: 21, mood: { as: 'drop' } },
  { from: 30, to: 33, mood: { as: 'status', status: 502 } },
  { from: 50, to: 51, mood: { as: 'status', status: 429, retryAfter: 900 } },
  { from: 70, to: 72, mood: { as: 'hang' } },
  { from: 100, to: 126, mood: { as: 'status', status: 503 } },
];

/** What the other channels hear of one, besides edits. */
function outage(...between: readonly string[]): readonly string[] {
  return ['ops does not take messages', ...between, 'ops is back after N'];
}

describe('a week by the clock', () => {
  it('of events, retries, hangs, hints and a day-long outage passes in seconds and loses nothing', async () => {
    const began = performance.now();
    const dir = tempDir();
    const [ops, spare] = await Promise.all([startChat(), startChat()]);
    const clock = createFakeClock();
    const config = {
      channels: { ops: { type: 'http-chat', url: ops.url }, spare: { type: 'http-chat', url: spare.url } },
      sources: { svc: { scheme: 'standard-webhooks', secrets: [`whsec_${KEY.toString('base64')}`] } },
      routes: [{ name: 'all', source: 'svc', to: ['ops'] }],
    };
    let program = await startProgram(dir.path, config, { clock, random: () => 0.5 });
    const start = clock.now();
    const accepted: string[] = [];
    const statuses: number[] = [];

    async function send(id: string, signedAt: number): Promise<void> {
      const body = JSON.stringify({ type: 'tick', title: id });
      const seconds = Math.floor(signedAt / SECOND_MS);
      const mac = createHmac('sha256', KEY).update(`${id}.${seconds}.${body}`).digest('base64');
      const response = await fetch(`${program.app.publicUrl}/hooks/svc`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': `${seconds}`,
          'webhook-signature': `v1,${mac}`,
        },
        body,
      });
      statuses.push(response.status);
      if (response.status === 202)
        accepted.push(z.object({ id: z.string() }).parse(await response.json()).id);
    }

    /** Nothing is in flight, but for a try that hangs. */
    const quiet = () =>
      ops.mood.as === 'hang' ? Promise.race([program.app.settled(), ops.hanging()]) : program.app.settled();

    /** From one timer to the next, so that nothing that begins in between is late by the rest of the step. */
    async function pass(ms: number): Promise<void> {
      const end = clock.now() + ms;
      await quiet();
      while (clock.now() < end) {
        clock.advance(Math.min(end - clock.now(), clock.untilNext ?? ms));
        await quiet();
      }
    }

    let count = 0;
    while (clock.now() - start < WEEK_MS) {
      const hours = (clock.now() - start) / HOUR_MS;
      ops.mood = WEATHER.find(({ from, to }) => hours >= from && hours < to)?.mood ?? { as: 'ok' };
      if (ops.mood.as !== 'hang') ops.letGo();
      if (count % 6 === 0) {
        await send(`tick-${count}`, clock.now());
        if (count % 60 === 0) {
          await send(`tick-${count}`, clock.now());
          await send(`late-${count}`, clock.now() - 301 * SECOND_MS);
        }
      }
      if (count % 300 === 299 && ops.mood.as === 'ok') {
        await program.app.stop();
        program = await startProgram(dir.path, config, { clock, random: () => 0.5 });
      }
      count += 1;
      await pass(STEP_MS);
    }
    ops.mood = { as: 'ok' };
    for (let step = 0; step < 6; step++) await pass(STEP_MS);

    const events = z
      .array(
        z.object({
          id: z.string(),
          source: z.string(),
          deliveries: z.array(z.object({ channel: z.string(), state: z.string() })),
        }),
      )
      .parse(await program.get('/v1/events?limit=500'));
    const ofOps = events.filter(({ source }) => source === 'svc').toReversed();
    const state = (id: string) => ofOps.find((event) => event.id === id)?.deliveries[0]?.state;
    const dead = accepted.filter((id) => state(id) === 'dead');
    const delivered = accepted.filter((id) => state(id) === 'delivered');
    const arrived = [...new Set(ops.got.flatMap(({ events: ids }) => ids))];
    await program.app.stop();
    await Promise.all([ops.close(), spare.close()]);
    dir.dispose();

    expect(accepted).toHaveLength(WEEK_MS / HOUR_MS);
    expect(statuses.filter((status) => status === 200)).toHaveLength(17);
    expect(statuses.filter((status) => status === 401)).toHaveLength(17);
    expect(delivered.length + dead.length).toBe(accepted.length);
    expect(arrived).toEqual(delivered);
    // The outage of hours 100 to 126 gives up what waited when a day of it was over.
    expect(dead).toEqual(accepted.slice(100, 100 + dead.length));
    expect(dead.length).toBeGreaterThanOrEqual(24);
    expect(dead.length).toBeLessThanOrEqual(25);
    const told = spare.got
      .filter(({ kind }) => kind !== 'edit')
      .map(({ title }) => title.replace(/\d+ \w+( \d+ \w+)?/g, 'N'));
    const still = 'Still failing after N: ops does not take messages';
    expect(told).toEqual([
      ...outage(still),
      ...outage(still),
      ...outage(still),
      ...outage(),
      // A day is the most that what waits is kept for.
      ...outage(still, still, 'It got worse, now critical: ops has failed for N: N given up'),
    ]);
    const seconds = ((performance.now() - began) / SECOND_MS).toFixed(1);
    console.log(
      `a week in ${seconds} s: ${accepted.length} accepted, ${delivered.length} delivered in ${ops.got.length} messages, ${dead.length} given up and told, ${ops.asked()} tries`,
    );
  }, 60_000);
});
