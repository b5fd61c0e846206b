import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProgram, tempDir, TOKEN, type Program } from '../support/program.ts';
import { PRIVATE_CHAT } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

let telegram: FakeTelegram;
let program: Program;
const dir = tempDir();

beforeEach(async () => {
  telegram = await startTelegram();
  program = await startProgram(dir.path, {
    channels: { ops: { type: 'telegram', token: BOT_TOKEN, chat: PRIVATE_CHAT, apiRoot: telegram.url } },
  });
});

afterEach(async () => {
  await program.app.stop();
  await telegram.close();
  dir.dispose();
});

it('no half of a secret stands where a title, a body or a field is cut', async () => {
  const shifts = [0, 1, 2, 3, 4].map((i) => 'x'.repeat(i * 7));
  for (const shift of shifts) {
    const many = shift + TOKEN.repeat(80);
    await program.post({ type: 'job.done', title: many, message: many, note: { deep: [many] }, [many]: 1 });
    await program.app.settled();
  }
  expect(telegram.sent).toHaveLength(shifts.length);
  for (const { text } of telegram.sent) {
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(TOKEN.slice(0, 4));
  }
});
