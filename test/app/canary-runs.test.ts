import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { openSqliteTrail } from '../../src/storage/open.ts';
import type { Got } from '../support/http-chat.ts';
import { answers, fenced, hangs, refuses } from '../support/models/replies.ts';
import { FINE, IS_JSON, promptFile, startScene, type Scene } from './canary-scene.ts';

async function started(...[files, config]: Partial<Parameters<typeof startScene>>): Promise<Scene> {
  const scene = await startScene(files ?? { pong: promptFile('pong', [IS_JSON]) }, config);
  onTestFinished(() => scene.close());
  return scene;
}

/** `trigger verdict` of each run, the oldest first. */
async function runsOf(scene: Scene): Promise<readonly string[]> {
  return (await scene.history('pong')).runs
    .toReversed()
    .map(({ trigger, verdict }) => `${trigger} ${verdict}`);
}

/** `title: status` of each card. */
function cardsOf({ ops }: Scene): readonly string[] {
  const cards = [...ops.shown.values()].filter(({ status }) => status !== null);
  return cards.map(({ title, status }) => `${title}: ${status}`);
}

function nameIn({ title }: Got): string | undefined {
  return /p[io]ng/.exec(title)?.[0];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

it('a blip wakes nobody, and costs its confirmation', async () => {
  const scene = await started();
  await scene.pass(HOUR_MS);
  scene.models.next(fenced(FINE));
  await scene.pass(2 * HOUR_MS);
  const confirmed = ['confirm pass', 'confirm pass', 'confirm pass'];
  expect(await runsOf(scene)).toEqual(['schedule pass', 'schedule fail', ...confirmed, 'schedule pass']);
  expect(scene.models.requests).toHaveLength(6);
  expect(scene.ops.got).toEqual([]);
});

it('three failures of four are told, whichever passed', async () => {
  const scene = await started();
  scene.models.next(fenced(FINE), answers(FINE), fenced(FINE), fenced(FINE));
  await scene.pass(5 * MINUTE_MS);
  expect(await runsOf(scene)).toEqual(['schedule fail', 'confirm pass', 'confirm fail', 'confirm fail']);
  expect(cardsOf(scene)).toEqual(['pong answers wrongly (pong): firing']);
});

it('no single good answer ends what was told of bad ones, nor a late one, nor that it can’t be asked', async () => {
  const scene = await started();
  const wrong = 'pong answers wrongly (pong): firing';
  scene.reply('pong', fenced(FINE));
  await scene.pass(HOUR_MS);
  expect(cardsOf(scene)).toEqual([wrong]);

  scene.models.next(answers(FINE));
  await scene.pass(HOUR_MS);
  const failed = ['confirm fail', 'confirm fail', 'confirm fail'];
  expect((await runsOf(scene)).slice(3)).toEqual(['schedule pass', ...failed]);
  expect(cardsOf(scene)).toEqual([wrong]);

  scene.reply('pong', refuses(401));
  await scene.pass(HOUR_MS);
  expect(cardsOf(scene)).toEqual([wrong, 'pong could not be asked: it does not take our key: firing']);

  scene.reply('pong', () => {
    scene.clock.advance(30 * SECOND_MS);
    return hangs();
  });
  await scene.pass(HOUR_MS);
  const asked = 'pong can be asked again: resolved';
  expect(cardsOf(scene)).toEqual([wrong, asked, 'pong is slow (pong): firing']);

  scene.reply('pong', null);
  await scene.pass(HOUR_MS);
  expect(cardsOf(scene)).toEqual([
    'pong answers as it should again (pong): resolved',
    asked,
    'pong is as fast as usual again (pong): resolved',
  ]);
});

it('an edited prompt is named where it fails afterwards, and the text before is kept', async () => {
  const scene = await started();
  await scene.pass(HOUR_MS);
  const edited = 'Say pong as JSON, and nothing else.';
  await scene.restart(() => scene.write('pong', promptFile('pong', [IS_JSON], edited)));
  await scene.pass(HOUR_MS);
  scene.reply('pong', fenced(FINE));
  await scene.pass(HOUR_MS);
  expect(scene.card('pong')?.facts).toContain('Likely cause: you moved 1 h before: prompt');

  const { runs, changes } = await scene.history('pong');
  const [before, after] = [sha256('Say pong as JSON.'), sha256(edited)];
  expect(changes).toEqual([expect.objectContaining({ kind: 'prompt', before, after })]);
  expect([runs.at(-1)?.promptHash, runs[0]?.promptHash]).toEqual([before, after]);
  const trail = openSqliteTrail(join(scene.dir, 'pithead.db'));
  expect(await trail?.prompt(before)).toBe('Say pong as JSON.');
  expect(await trail?.prompt(after)).toBe(edited);
  await trail?.close();
});

it('goes to the channels that its file names, and to no other', async () => {
  const scene = await started({
    pong: promptFile('pong', [IS_JSON, 'to: [spare]']),
    ping: promptFile('ping', [IS_JSON]),
  });
  for (const model of ['pong', 'ping']) scene.reply(model, fenced(FINE));
  await scene.pass(HOUR_MS);
  for (const model of ['pong', 'ping']) scene.reply(model, null);
  await scene.pass(HOUR_MS);
  expect(new Set(scene.ops.got.map(nameIn))).toEqual(new Set(['ping']));
  expect(new Set(scene.spare.got.map(nameIn))).toEqual(new Set(['pong']));
});

it('books each call as canary:NAME, under the trace that the request bore and the history names', async () => {
  const scene = await started();
  scene.models.next(fenced(FINE));
  await scene.pass(5 * MINUTE_MS);
  const sent = scene.models.requests.map(
    ({ headers }) => /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(String(headers['traceparent']))?.[1],
  );
  expect(new Set(sent).size).toBe(4);
  const { runs } = await scene.history('pong');
  expect(runs.toReversed().map(({ traceId }) => traceId)).toEqual(sent);
  const booked = scene.program.log().filter(({ step }) => step === 'model-call');
  expect(booked).toEqual(
    sent.map((traceId) =>
      expect.objectContaining({
        workflow: 'canary:pong',
        provider: 'pong',
        model: 'pong',
        traceId,
      }),
    ),
  );
  for (const { id } of booked) {
    const use = await scene.program.get(`/v1/usage/${encodeURIComponent(String(id))}`);
    expect(use).toMatchObject({
      workflow: 'canary:pong',
      input: { fresh: 25 },
      usageSource: 'provider',
      trigger: { kind: 'canary', id: 'pong' },
    });
  }
});

it('asks what is due while it runs once more, and never twice at a time', async () => {
  const scene = await started({ pong: promptFile('pong', [IS_JSON, 'timeout: 10m']) });
  const gate = Promise.withResolvers<void>();
  let asking = 0;
  scene.reply('pong', () => {
    asking += 1;
    expect(asking).toBe(1);
    return answers(FINE, { beforeFirst: () => gate.promise, beforeEnd: () => void (asking -= 1) });
  });
  const run = () => fetch(`${scene.program.app.privateUrl}/v1/canaries/pong/run`, { method: 'POST' });
  const answered = [run(), run()];
  await scene.models.received(1);
  scene.clock.advance(5 * MINUTE_MS);
  gate.resolve();
  const [first, second] = await Promise.all(answered.map(async (each) => (await each).json()));
  expect(first).toMatchObject({ verdict: 'pass' });
  expect(second).toEqual(first);
  await scene.program.app.settled();
  expect(await runsOf(scene)).toEqual(['hand pass', 'schedule pass']);
  expect(scene.models.requests).toHaveLength(2);
});

it('what a stop cut off is not asked again before the next slot', async () => {
  const scene = await started();
  await scene.pass(HOUR_MS);
  scene.reply('pong', hangs());
  scene.clock.advance(2 * MINUTE_MS);
  await scene.models.received(2);
  await scene.restart(() => scene.reply('pong', null));
  await scene.models.idle();
  await scene.pass(50 * MINUTE_MS);
  expect(scene.models.requests).toHaveLength(2);
  await scene.pass(10 * MINUTE_MS);
  expect(scene.models.requests).toHaveLength(3);
  expect(await runsOf(scene)).toEqual(['schedule pass', 'schedule pass']);
});

it('restarts in a loop cost no call, and lose no confirmation', async () => {
  const scene = await started();
  await scene.pass(HOUR_MS + 2 * MINUTE_MS);
  for (let times = 0; times < 2; times++) await scene.restart();
  await scene.pass(50 * MINUTE_MS);
  expect(await runsOf(scene)).toEqual(['schedule pass', 'schedule pass']);

  scene.reply('pong', fenced(FINE));
  while (scene.models.requests.length === 2) await scene.pass(10 * SECOND_MS);
  for (let times = 0; times < 5; times++) {
    await scene.restart();
    await scene.pass(10 * SECOND_MS);
  }
  await scene.pass(5 * MINUTE_MS);
  expect((await runsOf(scene)).slice(2)).toEqual(['schedule fail', 'confirm fail', 'confirm fail']);
  expect(scene.models.requests).toHaveLength(5);
  expect(cardsOf(scene)).toEqual(['pong answers wrongly (pong): firing']);
});

it('five slots that passed unseen make one run, which says so', async () => {
  const scene = await started();
  await scene.pass(2 * MINUTE_MS);
  await scene.restart(() => scene.clock.advance(5 * HOUR_MS));
  await scene.pass(5 * MINUTE_MS);
  expect(scene.models.requests).toHaveLength(2);
  const probed = scene.program.log().filter(({ step }) => step === 'probed');
  expect(probed).toEqual([expect.objectContaining({ probe: 'pong', trigger: 'schedule', missed: 4 })]);
});

it('who wants to be asked again in two hours is left alone at the next slot, over a restart, too', async () => {
  const scene = await started();
  scene.models.next(refuses(429, { headers: { 'retry-after': '7200' } }));
  await scene.pass(5 * MINUTE_MS);
  await scene.restart();
  await scene.pass(HOUR_MS);
  expect(scene.models.requests).toHaveLength(1);
  const { runs } = await scene.history('pong');
  expect(runs.map(({ reason }) => reason)).toEqual(['rate-limited', 'rate-limited']);
  await scene.pass(HOUR_MS);
  expect(await runsOf(scene)).toEqual(['schedule unmeasured', 'schedule unmeasured', 'schedule pass']);
  expect(scene.models.requests).toHaveLength(2);
});

it('what was told of canaries that have left the configuration is over at the next start', async () => {
  const scene = await started(
    { pong: promptFile('pong', [IS_JSON]), away: promptFile('away'), stays: promptFile('stays', [IS_JSON]) },
    (models) => ({
      providers: {
        pong: { api: 'openai', baseUrl: models.openai },
        stays: { api: 'openai', baseUrl: models.openai },
        away: { api: 'openai', baseUrl: 'http://127.0.0.1:1/v1' },
      },
    }),
  );
  scene.reply('pong', fenced(FINE));
  scene.reply('stays', fenced(FINE));
  await scene.pass(5 * MINUTE_MS);
  expect(scene.card('pong')).toMatchObject({ title: 'pong answers wrongly (pong)', status: 'firing' });
  expect(scene.card('away')).toMatchObject({
    title: 'away could not be asked: it could not be reached',
    status: 'firing',
  });
  await scene.restart(() => {
    scene.write('pong', null);
    scene.write('away', null);
  });
  expect(scene.card('pong')).toMatchObject({ title: 'pong is no longer looked at', status: 'resolved' });
  expect(scene.card('away')).toMatchObject({ status: 'resolved' });
  expect(scene.card('stays')).toMatchObject({ status: 'firing' });
});
