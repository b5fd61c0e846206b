import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { openScene, type Scene } from './scene.ts';

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;
let scene: Scene;

const open = async () => {
  scene = await openScene(dir.path, {
    channels: { ops: { chat } },
    clock,
    redact: (text) => text.replaceAll('answered', '[redacted]'),
  });
};

async function send(title: string): Promise<void> {
  await scene.accept('note', title);
  await scene.settled();
}

const seen = () => scene.observed.map(({ fingerprint, ok }) => `${ok ? 'ok' : 'failing'} ${fingerprint}`);

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  clock = createFakeClock();
  await open();
});

afterEach(async () => {
  await scene.kill();
  await chat.close();
  dir.dispose();
});

describe('what is seen of a channel', () => {
  it('is each message that it refuses for good, with the far end’s words redacted', async () => {
    chat.moodFor = ({ title }) => (title === 'poison' ? { as: 'status', status: 403 } : { as: 'ok' });
    for (const title of ['one', 'poison', 'two', 'poison']) await send(title);
    expect(seen()).toEqual(['failing delivery:ops:forbidden', 'failing delivery:ops:forbidden']);
    expect(scene.observed[0]?.evidence).toContain('forbidden: the chat [redacted] 403');
    expect(scene.observed[1]?.evidence).not.toBe(scene.observed[0]?.evidence);
  });

  it('is nothing but that it works again, where it was away for a moment', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 30 };
    await send('one');
    chat.mood = { as: 'ok' };
    await scene.pass(30_000);
    expect(seen()).toEqual(['ok channel:ops']);
  });

  it('is nothing where it works', async () => {
    await send('one');
    expect(seen()).toEqual([]);
  });

  it('is every failed try once it has been failing for a minute, then how long it was away and how many waited', async () => {
    chat.mood = { as: 'drop' };
    for (let minute = 0; minute < 60; minute += 20) {
      await send(`at ${minute}`);
      await scene.pass(20 * MINUTE_MS);
    }
    chat.mood = { as: 'ok' };
    await scene.pass(10 * MINUTE_MS);
    const [first] = scene.observed;
    const last = scene.observed.at(-1);
    expect(first?.evidence).toMatch(/^It has failed for 1 min/);
    expect(new Set(seen().slice(0, -1))).toEqual(new Set(['failing channel:ops']));
    expect(last).toMatchObject({ ok: true, fingerprint: 'channel:ops' });
    expect(last?.title).toMatch(/^ops is back after 1 h/);
    expect(last?.evidence).toMatch(/^3 messages waited/);
  });

  it('is that a day’s messages were given up, and that when it is back', async () => {
    chat.mood = { as: 'status', status: 500 };
    await send('first');
    await send('second');
    await scene.pass(DAY_MS + 10 * MINUTE_MS);
    const worst = scene.observed.filter(({ severity }) => severity === 'critical');
    expect(worst).toMatchObject([{ fingerprint: 'channel:ops', ok: false }]);
    expect(worst[0]?.title).toMatch(/^ops has failed for 1 d.*: 2 messages given up$/);
    await send('third');
    await scene.pass(HOUR_MS);
    chat.mood = { as: 'ok' };
    await scene.pass(10 * MINUTE_MS);
    const back = scene.observed.at(-1);
    expect(back?.title).toMatch(/^ops is back after 1 d 1 h$/);
    expect(back?.evidence).toContain('2 messages had been given up');
  });

  it('is given up at a day even where the far end asked for longer', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: (3 * DAY_MS) / 1_000 };
    await send('one');
    clock.advance(DAY_MS - 1);
    await scene.settled();
    expect(seen()).toEqual([]);
    clock.advance(1);
    await scene.settled();
    expect(scene.observed).toMatchObject([{ severity: 'critical' }]);
  });

  it('is since when it fails, over a restart', async () => {
    chat.mood = { as: 'status', status: 429, retryAfter: 600 };
    await send('one');
    await send('two');
    await scene.kill();
    chat.mood = { as: 'ok' };
    await open();
    await scene.pass(10 * MINUTE_MS);
    expect(chat.got.map(({ title }) => title)).toEqual(['one', 'two']);
    expect(scene.observed).toMatchObject([{ ok: true, title: 'ops is back after 10 min' }]);
  });
});
