import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;
let program: Program;

async function start(listLength = 4_096): Promise<void> {
  program = await startProgram(
    dir.path,
    {
      channels: { ops: { type: 'http-chat', url: chat.url, listLength } },
      routes: [
        { name: 'loud', when: 'event.type == "alarm"', to: ['ops'], severity: 'critical' },
        { name: 'rest', source: 'door', to: ['ops'] },
      ],
    },
    { clock },
  );
}

/** Lets so many events wait, then the channel take them. */
async function burst(
  types: readonly string[],
  title = (index: number) => `event ${index}`,
): Promise<readonly string[]> {
  chat.mood = { as: 'status', status: 429, retryAfter: 5 };
  const ids: string[] = [];
  for (const [index, type] of types.entries()) {
    const { body } = await program.post({ type, title: title(index) });
    ids.push(body.id ?? '');
  }
  await program.app.settled();
  chat.mood = { as: 'ok' };
  clock.advance(5_000);
  await program.app.settled();
  return ids;
}

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  clock = createFakeClock();
});

afterEach(async () => {
  await program.app.stop();
  await chat.close();
  dir.dispose();
});

describe('a burst', () => {
  it('of five is five messages', async () => {
    await start();
    const ids = await burst(Array.from({ length: 5 }, () => 'note'));
    expect(chat.got.map(({ kind, events }) => [kind, ...events])).toEqual(ids.map((id) => ['post', id]));
  });

  it('of fifty is a handful of lists of at most twenty that leave nothing out', async () => {
    await start();
    const ids = await burst(Array.from({ length: 50 }, () => 'note'));
    // The first was already being tried alone when the others came.
    expect(chat.got.map(({ events }) => events.length)).toEqual([1, 20, 20, 9]);
    expect(chat.got.flatMap(({ events }) => events)).toEqual(ids);
  });

  it('never merges critical ones, and keeps the order around them', async () => {
    await start();
    const types = [
      ...Array.from({ length: 7 }, () => 'note'),
      'alarm',
      'alarm',
      ...Array.from({ length: 7 }, () => 'note'),
    ];
    const ids = await burst(types);
    expect(chat.got.flatMap(({ events }) => events)).toEqual(ids);
    const critical = chat.got.filter(({ severity }) => severity === 'critical');
    expect(critical.map(({ kind, events }) => [kind, events.length])).toEqual([
      ['post', 1],
      ['post', 1],
    ]);
  });

  it('is split where a list would be longer than a message of this chat', async () => {
    await start(1_000);
    const ids = await burst(
      Array.from({ length: 30 }, () => 'note'),
      (index) => `${index} ${'x'.repeat(150)}`,
    );
    expect(chat.got.flatMap(({ events }) => events)).toEqual(ids);
    for (const { body } of chat.got) expect(body.length).toBeLessThanOrEqual(1_000);
  });

  it('names each event of a list by its title, and each shows the list’s message id', async () => {
    await start();
    const ids = await burst(Array.from({ length: 12 }, () => 'note'));
    const list = chat.got.find(({ kind }) => kind === 'list');
    expect(list?.body.split('\n')).toEqual(Array.from({ length: 11 }, (_, index) => `event ${index + 1}`));
    const shown = (await program.get(`/v1/trace/${ids[5]}`)) as {
      deliveries: readonly { messageId: string }[];
    };
    expect(shown.deliveries).toMatchObject([{ state: 'delivered', messageId: list?.id }]);
  });
});
