import { expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { IS_JSON, promptFile, startScene, type Scene } from '../canary-scene.ts';
import { startBooks } from './books.ts';

async function act(scene: Scene, path: string, body: object): Promise<unknown> {
  const response = await fetch(`${scene.program.app.privateUrl}/v1/workflows/canary:pong/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

it('does not ask a paused canary, opens no incident, and asks it again when it goes on, over restarts', async () => {
  const scene = await startScene({ pong: promptFile('pong', [IS_JSON]) });
  onTestFinished(() => scene.close());
  await scene.pass(5 * MINUTE_MS);
  expect(scene.asked('pong')).toBe(1);
  expect(await act(scene, 'pause', { as: 'ada', reason: 'it loops' })).toMatchObject({ outcome: 'paused' });
  await scene.pass(2 * HOUR_MS);
  await scene.restart();
  await scene.pass(2 * HOUR_MS);
  expect(scene.asked('pong')).toBe(1);
  const { runs } = await scene.history('pong');
  expect(runs.slice(0, 4).map(({ verdict, reason }) => [verdict, reason])).toEqual(
    Array.from({ length: 4 }, () => ['unmeasured', 'paused']),
  );
  expect(await scene.program.get('/v1/incidents')).toEqual([]);
  expect(scene.ops.got).toEqual([]);
  expect(await scene.program.get('/v1/budgets/canary:pong')).toMatchObject([
    { paused: true, pausedBy: 'ada' },
  ]);
  expect(await act(scene, 'resume', { as: 'ada' })).toMatchObject({ outcome: 'resumed' });
  await scene.pass(HOUR_MS);
  expect(scene.asked('pong')).toBe(2);
  expect((await scene.history('pong')).runs[0]).toMatchObject({ verdict: 'pass' });
});

it('books what a paused workflow reports: it was called all the same', async () => {
  const books = await startBooks();
  await books.ledger.post('/v1/workflows/digest/pause', { as: 'ada', reason: 'it loops' }, null);
  expect((await books.spend(25)).body).toEqual({ accepted: 1, duplicates: 0 });
  expect(await books.budgets('digest')).toMatchObject([{ paused: true, pausedBy: 'ada', spentUsd: '0.25' }]);
  const asked = await books.ledger.post('/v1/reservations', { estimate: '0.01' });
  expect([asked.status, asked.body]).toEqual([
    403,
    expect.objectContaining({ reason: 'paused', pausedBy: 'ada', pauseReason: 'it loops' }),
  ]);
  await books.restart();
  expect((await books.ledger.post('/v1/reservations', { estimate: '0.01' })).status).toBe(403);
  await books.ledger.post('/v1/workflows/digest/resume', { as: 'ada' }, null);
  expect((await books.ledger.post('/v1/reservations', { estimate: '0.01' })).status).toBe(201);
  expect((await books.ledger.get('/v1/audit')).list).toMatchObject([
    { command: 'resume', args: 'digest', operator: 'ada' },
    { command: 'pause', args: 'digest it loops', operator: 'ada' },
  ]);
});
