import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createActivity } from '../../../src/core/activity.ts';
import { MINUTE_MS } from '../../../src/core/duration.ts';
import type { ModelUse } from '../../../src/core/usage.ts';
import { createOwnCalls } from '../../../src/ledger/own-calls.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startModelServer } from '../../support/models/server.ts';
import { startProgram, tempDir } from '../../support/program.ts';
import { promptFile } from '../canary-scene.ts';
import { moodySqlite } from './books.ts';

const CANARIES = 3;

it('books what canaries used while the database was away as soon as it is back', async () => {
  const dir = tempDir();
  const models = await startModelServer();
  const clock = createFakeClock();
  const engine = moodySqlite();
  mkdirSync(join(dir.path, 'prompts', 'canaries'), { recursive: true });
  for (let i = 0; i < CANARIES; i++) {
    const file = promptFile('pong', ['schedule: "* * * * *"']);
    writeFileSync(join(dir.path, 'prompts', 'canaries', `pong-${i}.md`), file);
  }
  const program = await startProgram(
    dir.path,
    {
      timezone: 'UTC',
      storage: `${engine.scheme}:${dir.path}/pithead.db`,
      providers: { pong: { api: 'openai', baseUrl: models.openai, free: true } },
    },
    { clock, engines: [engine], random: () => 0.5 },
  );
  onTestFinished(async () => {
    await program.app.stop();
    await models.close();
    dir.dispose();
  });
  const pass = async (minutes: number): Promise<void> => {
    for (let i = 0; i < minutes; i++) {
      clock.advance(MINUTE_MS);
      await program.app.settled();
    }
  };

  engine.books = 'rejects';
  await pass(10);
  const asked = models.requests.length;
  expect(asked).toBeGreaterThanOrEqual(9 * CANARIES);
  expect(await program.get('/v1/spend')).toMatchObject({ calls: 0 });
  engine.books = 'fine';
  await pass(2);
  expect(await program.get('/v1/spend')).toMatchObject({ calls: models.requests.length });
});

/** Books calls until it is told to fail; `failing`: all, or those of these ids. */
function startBooking() {
  const clock = createFakeClock();
  const activity = createActivity();
  const booked: string[] = [];
  const lines: { readonly step: string; readonly id: unknown }[] = [];
  const line = (step: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    void lines.push({ step, id: fields['id'] });
  const scene = {
    booked,
    idsOf: (step: string) => lines.filter((one) => one.step === step).map(({ id }) => id),
    failing: (_id: string): boolean => true,
    async minute() {
      clock.advance(MINUTE_MS);
      await activity.whenIdle();
    },
  };
  const own = createOwnCalls(
    async (_workflow, uses) => {
      for (const { id } of uses) {
        if (scene.failing(id)) throw new Error('database or disk is full');
        booked.push(id);
      }
      return { accepted: uses.length, duplicates: 0 };
    },
    { clock, activity, log: { info: line, warn: line, error: line } },
  );
  return Object.assign(scene, { record: (id: string) => own(useOf(id)) });
}

function useOf(id: string): ModelUse {
  return {
    id,
    at: 0,
    workflow: 'canary:pong',
    provider: 'pong',
    model: 'pong',
    usage: null,
    estimate: null,
    partial: false,
    tier: null,
    latencyMs: null,
    traceId: null,
    trigger: null,
    promptHash: null,
  };
}

it('keeps the newest thousand, says which are lost, and tries one a minute until it succeeds', async () => {
  const scene = startBooking();
  for (let i = 0; i < 1_003; i++) await scene.record(`c${i}`);
  expect(scene.idsOf('usage-lost')).toEqual(['c0', 'c1', 'c2']);
  const failed = scene.idsOf('usage-not-booked').length;
  for (let i = 0; i < 5; i++) await scene.minute();
  expect(scene.idsOf('usage-not-booked')).toHaveLength(failed + 5);
  scene.failing = () => false;
  await scene.minute();
  expect(scene.booked).toHaveLength(1_000);
  await scene.minute();
  expect(scene.booked).toHaveLength(1_000);
});

it('is not held up by one that can never be written', async () => {
  const scene = startBooking();
  for (const id of ['bad', 'a', 'b']) await scene.record(id);
  scene.failing = (id) => id === 'bad';
  for (let i = 0; i < 3; i++) await scene.minute();
  expect(scene.booked.toSorted()).toEqual(['a', 'b']);
});
