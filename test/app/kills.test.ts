import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL_ID } from '../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../support/discord/server.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { FORUM, TOPIC } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';
import { expectAllArrived, killHard, KILLS, type Arrived } from './hard-kills.ts';

const EVENT_ID = /\b[0-7][0-9a-hjkmnp-tv-z]{12}\b/g;

const dir = tempDir();
let telegram: FakeTelegram;
let discord: FakeDiscord;
let chats: readonly Chat[] = [];

beforeAll(async () => {
  [telegram, discord, ...chats] = await Promise.all([
    startTelegram({ longestPollMs: 500 }),
    startDiscord(),
    startChat(),
    startChat(),
  ]);
  for (const chat of chats) chat.delayMs = 3;
});

afterAll(async () => {
  await Promise.all([telegram, discord, ...chats].map((chat) => chat.close()));
  dir.dispose();
});

function arrivedAs(text: string): Arrived {
  return { events: text.match(EVENT_ID) ?? [], repeat: text.includes('possible repeat') };
}

describe('twenty hard kills under load, with Telegram, Discord and two chats of our own connected', () => {
  it('lose no acknowledged event, repeat at most one message a kill and channel, keep the order', async () => {
    const [ops, spare] = chats;
    const run = await killHard(dir.path, {
      ops: { type: 'http-chat', url: ops?.url },
      spare: { type: 'http-chat', url: spare?.url },
      group: { type: 'telegram', token: BOT_TOKEN, chat: FORUM, thread: TOPIC, apiRoot: telegram.url },
      guild: { type: 'discord', token: DISCORD_TOKEN, channel: CHANNEL_ID, apiRoot: discord.apiRoot },
    });
    const onTelegram = telegram.sent.map(({ text }) => arrivedAs(text));
    const onDiscord = discord.messages.all.map((message) => arrivedAs(JSON.stringify(message)));
    const arrivals = [...chats.map(({ got }) => got), onTelegram, onDiscord];
    for (const arrived of arrivals) expectAllArrived(arrived, run);
    expect(arrivals).toHaveLength(4);
    const messages = arrivals.map(({ length }) => length).join(', ');
    console.log(
      `${KILLS} kills: ${run.posted} posted, ${run.acknowledged.size} acknowledged, 0 lost, ${messages} messages on the channels`,
    );
  }, 180_000);
});
