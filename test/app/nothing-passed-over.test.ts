import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { ENGINES } from '../../src/storage/index.ts';
import { CLAIM, idAt, NOW, put, to } from '../storage/stores.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';

const [engine] = ENGINES;
const statusSchema = z.object({ channels: z.array(z.object({ waiting: z.number() })) });
let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  clock = createFakeClock(NOW + 1_000);
});

afterEach(async () => {
  await chat.close();
  dir.dispose();
});

const start = () =>
  startProgram(dir.path, { channels: { ops: { type: 'http-chat', url: chat.url } } }, { clock });

async function waiting(program: Program): Promise<number> {
  const { channels } = statusSchema.parse(await program.get('/v1/status'));
  return channels.reduce((sum, channel) => sum + channel.waiting, 0);
}

it('a replay and events in one commit: all of them are sent', async () => {
  const program = await start();
  const first = await program.post({ title: 'first' });
  await program.app.settled();
  const ids: string[] = [];
  for (let round = 0; round < 5; round++) {
    const [, ...posted] = await Promise.all([
      fetch(`${program.app.privateUrl}/v1/replay/${first.body.id}`, { method: 'POST' }),
      program.post({ title: `a${round}` }),
      program.post({ title: `b${round}` }),
    ]);
    await program.app.settled();
    ids.push(...posted.map(({ body }) => body.id ?? ''));
    expect(await waiting(program)).toBe(0);
  }
  expect(chat.got.flatMap(({ events }) => events)).toEqual(expect.arrayContaining(ids));
  await program.app.stop();
});

it('what waits from before what was being sent when the process died is sent too', async () => {
  const store = await engine.open(join(dir.path, 'pithead.db'));
  await put(store, { id: idAt(NOW, 0) }, [to('ops')]);
  await put(store, { id: idAt(NOW, 1) }, [to('ops', CLAIM)]);
  await put(store, { id: idAt(NOW, 2) }, [to('ops')]);
  await store.close();
  const program = await start();
  await program.app.settled();
  expect(chat.got.map(({ events, repeat }) => [...events, repeat])).toEqual([
    [idAt(NOW, 1), true],
    [idAt(NOW, 0), false],
    [idAt(NOW, 2), false],
  ]);
  await program.app.stop();
});

it('an interrupted list that is refused as a whole is sent one by one, each once, though more comes meanwhile', async () => {
  const store = await engine.open(join(dir.path, 'pithead.db'));
  const ids = Array.from({ length: 6 }, (_, n) => idAt(NOW, n));
  for (const id of ids) await put(store, { id }, [to('ops', CLAIM)]);
  await store.close();
  chat.moodFor = ({ events }) => {
    if (events.length > 1) return { as: 'status', status: 403 };
    return events[0] === ids[1] && chat.mood.as === 'hang' ? chat.mood : { as: 'ok' };
  };
  chat.mood = { as: 'hang' };
  const program = await start();
  await chat.hanging();
  const { body } = await program.post({ title: 'new' });
  chat.mood = { as: 'ok' };
  chat.letGo();
  await program.app.settled();
  clock.advance(60_000);
  await program.app.settled();
  expect(chat.got.map(({ events }) => events)).toEqual([...ids, body.id].map((id) => [id]));
  await program.app.stop();
});
