import { afterAll, beforeAll, describe, it } from 'vitest';
import { CHANNEL_ID } from '../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../support/discord/server.ts';
import { FORUM, TOPIC } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';
import { tempDir } from '../support/program.ts';
import { expectAllArrived, killHard, KILLS, type Arrived } from './hard-kills.ts';

const EVENT_ID = /\b[0-7][0-9a-hjkmnp-tv-z]{12}\b/g;

const dir = tempDir();
let telegram: FakeTelegram;
let discord: FakeDiscord;

beforeAll(async () => {
  [telegram, discord] = await Promise.all([startTelegram({ longestPollMs: 500 }), startDiscord()]);
});

afterAll(async () => {
  await Promise.all([telegram.close(), discord.close()]);
  dir.dispose();
});

function arrivedAs(text: string): Arrived {
  return { events: text.match(EVENT_ID) ?? [], repeat: text.includes('possible repeat') };
}

describe('twenty hard kills under load with Telegram and Discord connected', () => {
  it('lose no acknowledged event, repeat at most one message a kill and chat, keep the order', async () => {
    const run = await killHard(
      dir.path,
      {
        ops: { type: 'telegram', token: BOT_TOKEN, chat: FORUM, thread: TOPIC, apiRoot: telegram.url },
        alerts: { type: 'discord', token: DISCORD_TOKEN, channel: CHANNEL_ID, apiRoot: discord.apiRoot },
      },
      [150, 500],
    );
    expectAllArrived(
      telegram.sent.map(({ text }) => arrivedAs(text)),
      run,
    );
    expectAllArrived(
      discord.messages.all.map((message) => arrivedAs(JSON.stringify(message))),
      run,
    );
    console.log(
      `${KILLS} kills: ${run.posted} posted, ${run.acknowledged.size} acknowledged, 0 lost, ${telegram.sent.length} messages on Telegram and ${discord.messages.all.length} on Discord`,
    );
  }, 180_000);
});
