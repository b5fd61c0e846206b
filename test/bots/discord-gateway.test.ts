import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChatCommands } from '../../src/core/chat.ts';
import { context, openChannel, post, type Opened } from '../support/discord/channel.ts';
import { startDiscord, type FakeDiscord } from '../support/discord/server.ts';

const HOUR = 3_600_000;

const commands: ChatCommands = {
  list: [{ name: 'status', about: 'How it is going', args: [] }],
  admit: () => ({ run: () => Promise.resolve({ title: 'fine', body: '', link: null }), passOver() {} }),
};

let discord: FakeDiscord;
let opened: Opened;

beforeEach(async () => {
  discord = await startDiscord();
  opened = openChannel(discord);
});
afterEach(async () => {
  await opened.channel.close();
  await discord.close();
});

/** How often a step was logged. */
const times = (step: string): number => opened.steps.all.filter((each) => each === step).length;

/** Resolves when a step was logged for the n-th time. */
async function logged(step: string, nth = 1): Promise<void> {
  await opened.steps.next(() => times(step) >= nth, 0);
}

async function answersCommands(): Promise<void> {
  const token = discord.say({ command: 'status' });
  await discord.answers.next((each) => each.token === token, 0);
}

/** Moves our clock a second whenever the event loop comes round, until it has happened. */
async function passTimeUntil<T>(happened: Promise<T>, stepMs = 1_000): Promise<T> {
  const moving = setInterval(() => opened.clock.advance(stepMs), 2);
  try {
    return await happened;
  } finally {
    clearInterval(moving);
  }
}

it('connects when Discord comes back, having asked seldom while it was away at the start, for an hour', async () => {
  await discord.goAway();
  opened.channel.listen?.(commands);
  await logged('discord-gateway-away');
  for (let minute = 0; minute < 60; minute += 1) {
    opened.clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(times('discord-gateway-away')).toBeGreaterThan(8);
  expect(times('discord-gateway-away')).toBeLessThan(30);
  await expect(opened.channel.send(post(), context())).rejects.toMatchObject({
    verdict: { action: 'retry' },
  });
  await discord.comeBack();
  await passTimeUntil(discord.registrations.count(1), 10_000);
  await answersCommands();
});

it('is there again after an hour in which nobody was there, having tried seldom', async () => {
  opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  opened.clock.advance(HOUR);
  await discord.goAway();
  // The first new try comes without delay, after the library's own half second.
  await logged('discord-gateway-lost', 2);
  const back = new Promise((resolve) => {
    const cancel = opened.clock.after(HOUR, () => {
      cancel();
      resolve(null);
    });
  });
  await passTimeUntil(back, 10_000);
  expect(times('discord-gateway-lost')).toBeLessThan(30);
  await discord.comeBack();
  await passTimeUntil(logged('discord-gateway-up', 2), 10_000);
  await answersCommands();
});

it('posts while the gateway is not there', async () => {
  discord.gateway.mood = 'http-error';
  opened.channel.listen?.(commands);
  await logged('discord-gateway-error');
  await opened.channel.send(post(), context());
  expect(discord.messages.all).toHaveLength(1);
});

it('resumes when the connection breaks, and gets the command that was given meanwhile', async () => {
  opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  opened.clock.advance(HOUR);
  discord.gateway.closeAll(null);
  await logged('discord-gateway-lost');
  const token = discord.say({ command: 'status' });
  await discord.answers.next((each) => each.token === token, 0);
  expect(discord.gateway.resumed.all).toHaveLength(1);
  expect(discord.gateway.identified.all).toHaveLength(1);
});

it('signs in anew where the session can be resumed no more', async () => {
  opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  opened.clock.advance(HOUR);
  discord.gateway.resumable = false;
  discord.gateway.closeAll(4_000);
  await passTimeUntil(logged('discord-gateway-up', 2));
  expect(discord.gateway.identified.all).toHaveLength(2);
  await answersCommands();
});

it('signs in anew when Discord says that the session is invalid', async () => {
  opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  opened.clock.advance(HOUR);
  discord.gateway.invalidate();
  await passTimeUntil(logged('discord-gateway-up', 2));
  await answersCommands();
});

it('leaves a zombie connection, and resumes', async () => {
  discord.gateway.heartbeatMs = 60;
  opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  opened.clock.advance(HOUR);
  discord.gateway.acks = false;
  await logged('discord-gateway-lost');
  discord.gateway.acks = true;
  await discord.gateway.resumed.count(1);
  await answersCommands();
});

it('backs off by the clock while the gateway drops whoever comes, and is there again afterwards', async () => {
  opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  discord.gateway.mood = 'http-error';
  discord.gateway.closeAll(null);
  await logged('discord-gateway-lost', 2);
  const tried = discord.gateway.connections.all.length;
  // The library by itself would have come twice in this second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(discord.gateway.connections.all).toHaveLength(tried);
  opened.clock.advance(2_000);
  await discord.gateway.connections.count(tried + 1);
  discord.gateway.mood = 'ok';
  await passTimeUntil(logged('discord-gateway-up', 2));
  await answersCommands();
});

it('hangs up and starts anew where nobody greets it', async () => {
  discord.gateway.mood = 'silent';
  opened.channel.listen?.(commands);
  await discord.gateway.connections.count(1);
  discord.gateway.mood = 'ok';
  await passTimeUntil(logged('discord-gateway-up'));
  await answersCommands();
});

it('tells that the token is refused, asks seldom, and goes on when it is taken', async () => {
  discord.fault = () => ({ as: 'status', status: 401 });
  opened.channel.listen?.(commands);
  const trouble = await opened.troubles.next(undefined, 0);
  expect(trouble).toMatchObject({ channel: 'alerts', kind: 'token-refused' });
  for (let minute = 0; minute < 60; minute += 1) {
    opened.clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(discord.asked.all.length).toBeGreaterThan(2);
  expect(discord.asked.all.length).toBeLessThan(12);
  discord.fault = null;
  await passTimeUntil(logged('discord-gateway-up'), 60_000);
  await answersCommands();
});

it.each([
  [4_004, 'token-refused'],
  [4_014, 'bot-refused'],
])('tells what it means when the gateway closes with %d, and comes back by the clock', async (code, kind) => {
  discord.gateway.refuseWith = code;
  opened.channel.listen?.(commands);
  expect((await opened.troubles.next(undefined, 0)).kind).toBe(kind);
  discord.gateway.refuseWith = null;
  await passTimeUntil(logged('discord-gateway-up'), 60_000);
  await answersCommands();
});

it('leaves nothing behind when it is closed while nobody is there', async () => {
  const other = openChannel(discord);
  other.channel.listen?.(commands);
  await other.steps.next((step) => step === 'discord-gateway-up', 0);
  await discord.goAway();
  await other.steps.next((step) => step === 'discord-gateway-lost', 0);
  await other.channel.close();
  await discord.comeBack();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(discord.gateway.connections.all).toHaveLength(1);
  expect(other.clock.pending).toBe(0);
});

it.each(['ok', 'http-error', 'silent'] as const)(
  'leaves nothing behind when it is closed (%s)',
  async (mood) => {
    discord.gateway.mood = mood;
    const other = openChannel(discord);
    other.channel.listen?.(commands);
    await discord.gateway.connections.count(1);
    await other.channel.close();
    const tried = discord.gateway.connections.all.length;
    discord.gateway.closeAll(null);
    // The library's own half second, and then nothing.
    await new Promise((resolve) => setTimeout(resolve, 700));
    other.clock.advance(HOUR);
    await new Promise((resolve) => setImmediate(resolve));
    expect(discord.gateway.connections.all).toHaveLength(tried);
    expect(discord.gateway.open).toBe(0);
    expect(other.clock.pending).toBe(0);
  },
);
