import { expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { answers, fenced, refuses } from '../support/models/replies.ts';
import { FINE, IS_JSON, promptFile, startScene, type Scene } from './canary-scene.ts';

const NAMES = { pong: promptFile('pong', [IS_JSON]) };
const WRONG = 'pong answers wrongly (pong)';

async function started(...more: Partial<Parameters<typeof startScene>>): Promise<Scene> {
  const [files = NAMES, config] = more;
  const scene = await startScene(files, config);
  onTestFinished(() => scene.close());
  return scene;
}

/** Until the slot's run has been made. */
async function firstRun(scene: Scene): Promise<void> {
  while (scene.models.requests.length === 0) await scene.pass(10 * SECOND_MS);
}

async function runsOf(scene: Scene): Promise<readonly string[]> {
  const { runs } = await scene.history('pong');
  return runs.toReversed().map(({ trigger, reason, verdict }) => `${trigger} ${reason ?? verdict}`);
}

function cards(scene: Scene): readonly string[] {
  return [...scene.ops.shown.values()].flatMap(({ title, status }) => (status === null ? [] : [title]));
}

it('a wish not to be asked amid a burst leaves the rest to the slots, which are told', async () => {
  const scene = await started();
  scene.models.next(fenced(FINE));
  scene.reply('pong', refuses(429, { headers: { 'retry-after': '86400' } }));
  await scene.pass(4 * HOUR_MS);
  expect(await runsOf(scene)).toEqual([
    'schedule fail',
    'confirm rate-limited',
    ...Array.from({ length: 3 }, () => 'schedule rate-limited'),
  ]);
  expect(scene.models.requests).toHaveLength(2);
  expect(cards(scene)).toEqual(['pong could not be asked: it takes no more requests now (429)']);
});

it('what passes by itself is told after three slots, not after three runs of a burst', async () => {
  const scene = await started();
  scene.models.next(fenced(FINE));
  scene.reply('pong', refuses(529));
  await scene.pass(2 * HOUR_MS);
  expect((await runsOf(scene)).slice(0, 4)).toEqual([
    'schedule fail',
    'confirm overloaded',
    'confirm overloaded',
    'confirm overloaded',
  ]);
  expect(cards(scene)).toEqual([]);
  await scene.pass(2 * HOUR_MS);
  expect(cards(scene)).toEqual(['pong could not be asked: it is overloaded']);
});

it('a restart amid a burst moves neither its beginning nor the blame', async () => {
  const scene = await started();
  scene.reply('pong', fenced(FINE));
  await firstRun(scene);
  const [first] = (await scene.history('pong')).runs;
  await scene.restart(() => scene.write('pong', promptFile('pong', [IS_JSON], 'Say pong as JSON, please.')));
  await scene.pass(3 * MINUTE_MS);
  const facts = scene.card('pong')?.facts ?? [];
  expect(facts).toContain(`Since: ${first?.at}`);
  expect(facts).toContain('Likely cause: not known: it is too new to say what moved');
});

it('restarts amid right and wrong by turns cost no more than the burst', async () => {
  const scene = await started();
  let asked = 0;
  scene.reply('pong', () => (asked++ % 2 === 0 ? fenced(FINE) : answers(FINE)));
  await firstRun(scene);
  for (let times = 0; times < 10; times++) {
    await scene.restart();
    await scene.pass(31 * SECOND_MS);
  }
  expect(scene.models.requests).toHaveLength(4);
});

it('a cause stays the one that lay before, however much moves afterwards', async () => {
  const scene = await started();
  await scene.pass(2 * MINUTE_MS);
  let asked = 0;
  scene.reply('pong', () => fenced(FINE, { model: asked++ % 2 === 0 ? 'b' : 'c' }));
  await scene.pass(26 * HOUR_MS);
  const { changes } = await scene.history('pong');
  expect(changes.length).toBeGreaterThan(20);
  expect(scene.card('pong')).toMatchObject({ title: WRONG });
  expect(scene.card('pong')?.facts).toContain('Likely cause: the model moved with it: its id, pong → b');
});
