import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { expectAllArrived, killHard, KILLS } from './hard-kills.ts';

const dir = tempDir();
let chats: Chat[] = [];

beforeAll(async () => {
  chats = [await startChat(), await startChat()];
  for (const chat of chats) chat.delayMs = 3;
});

afterAll(async () => {
  for (const chat of chats) await chat.close();
  dir.dispose();
});

describe('twenty hard kills under load', () => {
  it('lose no acknowledged event, repeat at most one message a kill and channel, keep the order', async () => {
    const [ops, spare] = chats;
    const run = await killHard(dir.path, {
      ops: { type: 'http-chat', url: ops?.url },
      spare: { type: 'http-chat', url: spare?.url },
    });
    for (const { got } of chats) expectAllArrived(got, run);
    expect(chats).toHaveLength(2);
    const messages = chats.map(({ got }) => got.length).join(' and ');
    console.log(
      `${KILLS} kills: ${run.posted} posted, ${run.acknowledged.size} acknowledged, 0 lost, ${messages} messages`,
    );
  }, 120_000);
});
