import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { openScene, type Scene } from './scene.ts';

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;
let scene: Scene;

const arrived = () => chat.got.map(({ title }) => title);

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  clock = createFakeClock();
  scene = await openScene(dir.path, { channels: { ops: { chat } }, clock });
});

afterEach(async () => {
  await scene.kill();
  await chat.close();
  dir.dispose();
});

describe('where the way to a channel may be open again', () => {
  it('what waits by our own patience goes at once, and only once', async () => {
    chat.mood = { as: 'drop' };
    await scene.accept('note', 'waited');
    await scene.pass(40 * MINUTE_MS);
    chat.mood = { as: 'ok' };
    expect(arrived()).toEqual([]);
    scene.retryNow('ops');
    await scene.settled();
    expect(arrived()).toHaveLength(1);
    await scene.pass(10 * MINUTE_MS);
    expect(arrived()).toHaveLength(1);
  });

  it('what the far end asked to wait for still waits', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 120 };
    await scene.accept('note', 'waited');
    await scene.settled();
    chat.mood = { as: 'ok' };
    scene.retryNow('ops');
    await scene.settled();
    expect(arrived()).toEqual([]);
    await scene.pass(2 * MINUTE_MS);
    expect(arrived()).toHaveLength(1);
  });

  it('the next try waits as before where the way was not open', async () => {
    chat.mood = { as: 'drop' };
    await scene.accept('note', 'waited');
    await scene.pass(40 * MINUTE_MS);
    scene.retryNow('ops');
    await scene.settled();
    chat.mood = { as: 'ok' };
    await scene.pass(MINUTE_MS);
    expect(arrived()).toEqual([]);
    await scene.pass(5 * MINUTE_MS);
    expect(arrived()).toHaveLength(1);
  });
});
