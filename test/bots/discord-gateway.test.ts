import { expect, it } from 'vitest';
import type { ChatCommands } from '../../src/core/chat.ts';
import { context, openChannel, post } from '../support/discord/channel.ts';
import { useDiscord } from '../support/discord/scene.ts';

const HOUR = 3_600_000;

const commands: ChatCommands = {
  list: [{ name: 'status', about: 'How it is going', args: [] }],
  admit: () => ({ run: () => Promise.resolve({ title: 'fine', body: '', link: null }), passOver() {} }),
};

const scene = useDiscord();

/** How often a step was logged. */
const times = (step: string): number => scene.opened.steps.all.filter((each) => each === step).length;

/** Resolves when a step was logged for the n-th time. */
async function logged(step: string, nth = 1): Promise<void> {
  await scene.opened.steps.next(() => times(step) >= nth, 0);
}

async function answersCommands(): Promise<void> {
  const token = scene.discord.say({ command: 'status' });
  await scene.discord.answers.next((each) => each.token === token, 0);
}

/** Moves our clock a second whenever the event loop comes round, until it has happened. */
async function passTimeUntil<T>(happened: Promise<T>, stepMs = 1_000): Promise<T> {
  const moving = setInterval(() => scene.opened.clock.advance(stepMs), 2);
  try {
    return await happened;
  } finally {
    clearInterval(moving);
  }
}

it('connects when Discord comes back, having asked seldom while it was away at the start, for an hour', async () => {
  await scene.discord.goAway();
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-away');
  for (let minute = 0; minute < 60; minute += 1) {
    scene.opened.clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(times('discord-gateway-away')).toBeGreaterThan(8);
  expect(times('discord-gateway-away')).toBeLessThan(30);
  await expect(scene.opened.channel.send(post(), context())).rejects.toMatchObject({
    verdict: { action: 'retry' },
  });
  await scene.discord.comeBack();
  await passTimeUntil(scene.discord.registrations.count(1), 10_000);
  await answersCommands();
});

it('is there again after an hour in which nobody was there, having tried seldom', async () => {
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  scene.opened.clock.advance(HOUR);
  await scene.discord.goAway();
  // The first new try comes without delay, after the library's own half second.
  await logged('discord-gateway-lost', 2);
  const back = new Promise((resolve) => {
    const cancel = scene.opened.clock.after(HOUR, () => {
      cancel();
      resolve(null);
    });
  });
  await passTimeUntil(back, 10_000);
  expect(times('discord-gateway-lost')).toBeLessThan(30);
  await scene.discord.comeBack();
  await passTimeUntil(logged('discord-gateway-up', 2), 10_000);
  await answersCommands();
});

it('posts while the gateway is not there', async () => {
  scene.discord.gateway.mood = 'http-error';
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-error');
  await scene.opened.channel.send(post(), context());
  expect(scene.discord.messages.all).toHaveLength(1);
});

it('resumes when the connection breaks, and gets the command that was given meanwhile', async () => {
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  scene.opened.clock.advance(HOUR);
  scene.discord.gateway.closeAll(null);
  await logged('discord-gateway-lost');
  const token = scene.discord.say({ command: 'status' });
  await scene.discord.answers.next((each) => each.token === token, 0);
  expect(scene.discord.gateway.resumed.all).toHaveLength(1);
  expect(scene.discord.gateway.identified.all).toHaveLength(1);
});

it('signs in anew where the session can be resumed no more', async () => {
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  scene.opened.clock.advance(HOUR);
  scene.discord.gateway.resumable = false;
  scene.discord.gateway.closeAll(4_000);
  await passTimeUntil(logged('discord-gateway-up', 2));
  expect(scene.discord.gateway.identified.all).toHaveLength(2);
  await answersCommands();
});

it('signs in anew when Discord says that the session is invalid', async () => {
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  scene.opened.clock.advance(HOUR);
  scene.discord.gateway.invalidate();
  await passTimeUntil(logged('discord-gateway-up', 2));
  await answersCommands();
});

it('leaves a zombie connection, and resumes', async () => {
  scene.discord.gateway.heartbeatMs = 60;
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  scene.opened.clock.advance(HOUR);
  scene.discord.gateway.acks = false;
  await logged('discord-gateway-lost');
  scene.discord.gateway.acks = true;
  await scene.discord.gateway.resumed.count(1);
  await answersCommands();
});

it('backs off by the clock while the gateway drops whoever comes, and is there again afterwards', async () => {
  scene.opened.channel.listen?.(commands);
  await logged('discord-gateway-up');
  scene.discord.gateway.mood = 'http-error';
  scene.discord.gateway.closeAll(null);
  await logged('discord-gateway-lost', 2);
  const tried = scene.discord.gateway.connections.all.length;
  // The library by itself would have come twice in this second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(scene.discord.gateway.connections.all).toHaveLength(tried);
  scene.opened.clock.advance(2_000);
  await scene.discord.gateway.connections.count(tried + 1);
  scene.discord.gateway.mood = 'ok';
  await passTimeUntil(logged('discord-gateway-up', 2));
  await answersCommands();
});

it('hangs up and starts anew where nobody greets it', async () => {
  scene.discord.gateway.mood = 'silent';
  scene.opened.channel.listen?.(commands);
  await scene.discord.gateway.connections.count(1);
  scene.discord.gateway.mood = 'ok';
  await passTimeUntil(logged('discord-gateway-up'));
  await answersCommands();
});

it('tells that the token is refused, asks seldom, and goes on when it is taken', async () => {
  scene.discord.fault = () => ({ as: 'status', status: 401 });
  scene.opened.channel.listen?.(commands);
  const trouble = await scene.opened.troubles.next(undefined, 0);
  expect(trouble).toMatchObject({ channel: 'alerts', kind: 'token-refused' });
  for (let minute = 0; minute < 60; minute += 1) {
    scene.opened.clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(scene.discord.asked.all.length).toBeGreaterThan(2);
  expect(scene.discord.asked.all.length).toBeLessThan(12);
  scene.discord.fault = null;
  await passTimeUntil(logged('discord-gateway-up'), 60_000);
  await answersCommands();
});

it.each([
  [4_004, 'token-refused'],
  [4_014, 'bot-refused'],
])('tells what it means when the gateway closes with %d, and comes back by the clock', async (code, kind) => {
  scene.discord.gateway.refuseWith = code;
  scene.opened.channel.listen?.(commands);
  expect((await scene.opened.troubles.next(undefined, 0)).kind).toBe(kind);
  scene.discord.gateway.refuseWith = null;
  await passTimeUntil(logged('discord-gateway-up'), 60_000);
  await answersCommands();
});

it('leaves nothing behind when it is closed while nobody is there', async () => {
  const other = openChannel(scene.discord);
  other.channel.listen?.(commands);
  await other.steps.next((step) => step === 'discord-gateway-up', 0);
  await scene.discord.goAway();
  await other.steps.next((step) => step === 'discord-gateway-lost', 0);
  await other.channel.close();
  await scene.discord.comeBack();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(scene.discord.gateway.connections.all).toHaveLength(1);
  expect(other.clock.pending).toBe(0);
});

it.each(['ok', 'http-error', 'silent'] as const)(
  'leaves nothing behind when it is closed (%s)',
  async (mood) => {
    scene.discord.gateway.mood = mood;
    const other = openChannel(scene.discord);
    other.channel.listen?.(commands);
    await scene.discord.gateway.connections.count(1);
    await other.channel.close();
    const tried = scene.discord.gateway.connections.all.length;
    scene.discord.gateway.closeAll(null);
    // The library's own half second, and then nothing.
    await new Promise((resolve) => setTimeout(resolve, 700));
    other.clock.advance(HOUR);
    await new Promise((resolve) => setImmediate(resolve));
    expect(scene.discord.gateway.connections.all).toHaveLength(tried);
    expect(scene.discord.gateway.open).toBe(0);
    expect(other.clock.pending).toBe(0);
  },
);
