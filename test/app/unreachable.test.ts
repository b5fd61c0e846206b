import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startProgram, tempDir } from '../support/program.ts';
import { GROUP } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

let dir: ReturnType<typeof tempDir>;
let telegram: FakeTelegram;

beforeEach(async () => {
  dir = tempDir();
  telegram = await startTelegram();
});

afterEach(async () => {
  await telegram.close();
  dir.dispose();
});

it.each([
  ['could not be sent because nobody was there is no possible repeat', true],
  ['was cut off on its way is one', false],
])('a message that %s', async (_what, away) => {
  const clock = createFakeClock();
  const channels = { ops: { type: 'telegram', token: BOT_TOKEN, chat: GROUP, apiRoot: telegram.url } };
  const program = await startProgram(dir.path, { channels }, { clock, listen: false });
  await program.app.settled();
  if (away) await telegram.away();
  else telegram.fail({ as: 'drop' }, { times: 1 });
  await program.post({ type: 'note', title: 'one', severity: 'info' });
  await program.app.settled();
  expect(telegram.sent).toEqual([]);
  if (away) await telegram.back();
  clock.advance(MINUTE_MS);
  await program.app.settled();
  await program.app.stop();
  const said = telegram.sent.map((message) => message.text.split('\n')[0]);
  expect(said).toEqual([expect.stringContaining('one')]);
  expect(said[0]?.includes('possible repeat')).toBe(!away);
});
