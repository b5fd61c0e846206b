import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { startProgram, tempDir } from '../support/program.ts';
import { failingSqlite, slowSqlite } from '../support/slow-store.ts';

let dir: ReturnType<typeof tempDir>;
let chat: Chat;

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
});

afterEach(async () => {
  await chat.close();
  dir.dispose();
});

const channels = () => ({ ops: { type: 'http-chat', url: chat.url } });

describe('a store whose commit takes 200 ms', () => {
  it('still acknowledges only what is stored, answers everybody, and delivers in order', async () => {
    const program = await startProgram(
      dir.path,
      { storage: `slowsqlite:${join(dir.path, 'slow.db')}`, channels: channels() },
      { engines: [slowSqlite(200)] },
    );
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => program.post({ type: 'note', title: `event ${index}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 202));
    await program.app.settled();
    const ids = answers.map(({ body }) => body.id);
    expect(new Set(chat.got.flatMap(({ events }) => events))).toEqual(new Set(ids));
    expect(chat.got.flatMap(({ events }) => events)).toHaveLength(12);
    await program.app.stop();
  });
});

describe('a store that fails', () => {
  it('answers 503 with Retry-After, leaves nothing behind, and takes the same event afterwards', async () => {
    const engine = failingSqlite();
    const clock = createFakeClock();
    const program = await startProgram(
      dir.path,
      { storage: `failingsqlite:${join(dir.path, 'failing.db')}`, channels: channels() },
      { engines: [engine], clock },
    );
    engine.fail = true;
    const response = await fetch(`${program.app.publicUrl}/hooks/door`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-token-of-the-tests-0123456789' },
      body: 'x',
    });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await program.app.settled();
    expect(await program.get('/v1/events')).toEqual([]);
    engine.fail = false;
    expect((await program.post({ type: 'note', title: 'again' })).status).toBe(202);
    await program.app.settled();
    expect(chat.got.map(({ title }) => title)).toEqual(['again']);
    await program.app.stop();
  });

  it('while a result can’t be written: the message is not sent again, and the rest waits for the store', async () => {
    const engine = failingSqlite();
    const clock = createFakeClock();
    const program = await startProgram(
      dir.path,
      { storage: `failingsqlite:${join(dir.path, 'failing.db')}`, channels: channels() },
      { engines: [engine], clock },
    );
    chat.moodFor = () => {
      engine.fail = true;
      return { as: 'ok' };
    };
    await program.post({ type: 'note', title: 'one' });
    await program.app.settled();
    for (let second = 0; second < 10; second++) {
      clock.advance(1_000);
      await program.app.settled();
    }
    expect(chat.asked()).toBe(1);
    chat.moodFor = null;
    engine.fail = false;
    clock.advance(1_000);
    await program.app.settled();
    expect(await program.get('/v1/events')).toMatchObject([
      { deliveries: [{ state: 'delivered', messageId: 'm1' }] },
    ]);
    await program.post({ type: 'note', title: 'two' });
    await program.app.settled();
    expect(chat.got.map(({ title }) => title)).toEqual(['one', 'two']);
    await program.app.stop();
  });
});
