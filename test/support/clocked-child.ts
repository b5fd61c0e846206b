/**
 * Runs the whole program by a clock that its parent moves, as a process that can be killed: `node clocked-child.ts
 * CONFIG.json NOW`. Each message of the parent is a step; the answer comes when all of it is done.
 */
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { createApp } from '../../src/app.ts';
import type { Observation } from '../../src/core/incident.ts';
import { createFakeClock } from './fake-clock.ts';

/** Time passes, from one timer to the next, then these things are observed at once. */
export interface Step {
  readonly passMs: number;
  readonly observations: readonly Observation[];
}

const [, , file = '', start = '0'] = process.argv;
const clock = createFakeClock(Number(start));
const vitals = { rssBytes: 0, heapUsedBytes: 0, heapLimitBytes: 1, availableBytes: null, totalBytes: null };
const app = createApp(JSON.parse(readFileSync(file, 'utf8')), {
  env: {},
  dir: dirname(file),
  clock,
  random: () => 0.5,
  listen: false,
  readVitals: () => ({ ...vitals, loopDelayMs: 0 }),
});

async function take({ passMs, observations }: Step): Promise<void> {
  const end = clock.now() + passMs;
  await app.settled();
  while (clock.now() < end) {
    clock.advance(Math.min(end - clock.now(), clock.untilNext ?? passMs));
    await app.settled();
  }
  await Promise.all(observations.map((observation) => app.observe(observation)));
  await app.settled();
}

await app.start();
// It will be killed: what Node made of the program is written now, so that the next one starts in half the time.
flushCompileCache();
process.on('message', (step: Step) => {
  void take(step).then(() => process.send?.({ now: clock.now() }));
});
process.send?.({ privateUrl: app.privateUrl });
