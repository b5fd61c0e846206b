import { describe, expect, it } from 'vitest';
import { parseInteraction } from '../../src/bots/discord/interaction.ts';
import type { AdmittedCall, ChatCall, ChatCommands } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/message.ts';
import { context, openChannel, post } from '../support/discord/channel.ts';
import { CHANNEL_ID, GUILD_ID, interactionObject } from '../support/discord/objects.ts';
import type { Fault } from '../support/discord/server.ts';
import { createWaitable } from '../support/discord/waiting.ts';
import { useDiscord } from '../support/discord/scene.ts';

const ADA = '500000000000000001';
const STRANGER = '500000000000000666';
const LIST: ChatCommands['list'] = [
  { name: 'status', about: 'How it is going', args: [] },
  {
    name: 'mute',
    about: 'x'.repeat(150),
    args: [
      { name: 'note', about: 'y'.repeat(150), required: false },
      { name: 'target', about: 'what', required: true },
    ],
  },
];

/** Commands that ada may use; `run` answers each. */
function commandsOf(run: (call: ChatCall) => Promise<Message>) {
  const calls = createWaitable<ChatCall>();
  const passedOver = createWaitable<ChatCall>();
  const commands: ChatCommands = {
    list: LIST,
    admit(call): AdmittedCall | null {
      calls.add(call);
      return call.user.id === ADA ? { run: () => run(call), passOver: () => passedOver.add(call) } : null;
    },
  };
  return { commands, calls, passedOver };
}

const done = (title: string): Promise<Message> => Promise.resolve({ title, body: '*body*', link: null });

const scene = useDiscord();

/** Listens, and resolves when commands can come in. */
async function listen(run: (call: ChatCall) => Promise<Message> = () => done('fine')) {
  const { commands, calls, passedOver } = commandsOf(run);
  scene.opened.channel.listen?.(commands);
  await scene.discord.registrations.count(1);
  return { all: calls.all, passedOver };
}

describe('commands', () => {
  it('are registered in the guild of the channel, as a whole, within the limits, with the one intent', async () => {
    await listen();
    const [registration] = scene.discord.registrations.all;
    expect(registration?.guild).toBe(GUILD_ID);
    expect(registration?.commands).toMatchObject([
      { name: 'status', description: 'How it is going', options: [] },
      {
        name: 'mute',
        options: [
          { name: 'target', type: 3, required: true },
          { name: 'note', required: false },
        ],
      },
    ]);
    expect(scene.discord.gateway.identified.all.map(({ intents }) => intents)).toEqual([1]);
  });

  it('are registered once, though two channels of the guild listen on one connection', async () => {
    const scope = {};
    const two = [
      openChannel(scene.discord, { scope, name: 'a' }),
      openChannel(scene.discord, { scope, name: 'b' }),
    ];
    for (const { channel } of two) channel.listen?.(commandsOf(() => done('x')).commands);
    await scene.discord.registrations.count(1);
    const token = scene.discord.say({ command: 'status' });
    await scene.discord.answers.next((each) => each.token === token, 0);
    expect(scene.discord.registrations.all).toHaveLength(1);
    expect(scene.discord.gateway.identified.all).toHaveLength(1);
    for (const { channel } of two) await channel.close();
  });

  it('that Discord refuses are told, and registered later', async () => {
    scene.discord.fault = ({ method }) =>
      method === 'PUT' ? { as: 'status', status: 403, code: 50_001 } : null;
    scene.opened.channel.listen?.(commandsOf(() => done('x')).commands);
    const trouble = await scene.opened.troubles.next(undefined, 0);
    expect(trouble).toMatchObject({ channel: 'alerts', kind: 'commands-not-registered' });
    await scene.opened.steps.next((step) => step === 'commands-not-registered', 0);
    scene.discord.fault = null;
    await new Promise((resolve) => setImmediate(resolve));
    scene.opened.clock.advance(60_000);
    await scene.discord.registrations.count(1);
  });

  it('are registered without asking for the channel, which the gateway has named', async () => {
    scene.discord.fault = ({ path }) =>
      path.startsWith('/channels/') ? { as: 'status', status: 404 } : null;
    await listen();
    expect(scene.discord.registrations.all).toMatchObject([{ guild: GUILD_ID }]);
    expect(scene.opened.troubles.all).toEqual([]);
  });

  it.each([
    ['anew where the bot was put out and let in again', false, 2],
    ['no second time where the guild was only down', true, 1],
  ])('are registered %s', async (_what, unavailable, times) => {
    await listen();
    scene.discord.gateway.dispatch('GUILD_DELETE', { id: GUILD_ID, unavailable });
    scene.discord.invite(GUILD_ID, CHANNEL_ID);
    const token = scene.discord.say({ command: 'status' });
    await scene.discord.answers.next((each) => each.token === token, 0);
    await scene.discord.registrations.count(times);
    expect(scene.discord.registrations.all).toHaveLength(times);
  });

  it('are registered in a guild that the bot is invited to later', async () => {
    const other = openChannel(scene.discord, { id: '310000000000000001' });
    other.channel.listen?.(commandsOf(() => done('x')).commands);
    await other.troubles.next(undefined, 0);
    scene.discord.invite('210000000000000001', '310000000000000001');
    const [registration] = await scene.discord.registrations.count(1);
    expect(registration?.guild).toBe('210000000000000001');
    await other.channel.close();
  });
});

describe('a command', () => {
  it('of an operator is acknowledged at once for nobody else to see, and answered', async () => {
    const calls = await listen();
    const token = scene.discord.say({ command: 'mute', options: { target: 'door', note: '@everyone' } });
    const answer = await scene.discord.answers.next(undefined, 0);
    expect(scene.discord.callbacks.all).toMatchObject([{ token, type: 5, flags: 64, embeds: [] }]);
    expect(answer).toMatchObject({ token, embeds: [{ title: 'fine', description: '\\*body\\*' }] });
    expect(calls.all).toEqual([
      {
        user: { platform: 'discord', id: ADA, name: 'ada' },
        place: { chat: '300000000000000001', thread: null, guild: GUILD_ID, private: false, title: 'alerts' },
        command: 'mute',
        args: new Map([
          ['target', 'door'],
          ['note', '@everyone'],
        ]),
        pressed: false,
      },
    ]);
  });

  it('of a stranger gets no callback at all', async () => {
    const calls = await listen();
    const strangers = scene.discord.say({ command: 'status', user: STRANGER });
    const mine = scene.discord.say({ command: 'status' });
    await scene.discord.answers.next(({ token }) => token === mine, 0);
    expect(calls.all.map(({ user }) => user.id)).toEqual([STRANGER, ADA]);
    expect(scene.discord.asked.all.filter(({ path }) => path.includes(strangers))).toEqual([]);
  });

  it('that is slow holds up neither another one nor a message', async () => {
    const slow = Promise.withResolvers<Message>();
    await listen(({ command }) => (command === 'mute' ? slow.promise : done('fine')));
    const first = scene.discord.say({ command: 'mute', options: { target: 'x' } });
    const second = scene.discord.say({ command: 'status' });
    await scene.discord.answers.next(({ token }) => token === second, 0);
    await scene.opened.channel.send(post(), context());
    expect(scene.discord.callbacks.all.map(({ token }) => token)).toEqual([first, second]);
    slow.resolve({ title: 'at last', body: '', link: null });
    const answer = await scene.discord.answers.next(({ token }) => token === first, 0);
    expect(answer.embeds[0]?.title).toBe('at last');
  });

  it('beyond 32 at the same time is told to come again', async () => {
    const slow = Promise.withResolvers<Message>();
    const { passedOver } = await listen(() => slow.promise);
    const tokens = Array.from({ length: 33 }, () => scene.discord.say({ command: 'status' }));
    const busy = await scene.discord.callbacks.next(({ type }) => type === 4, 0);
    expect(busy).toMatchObject({
      token: tokens[32],
      flags: 64,
      embeds: [{ title: 'Too many commands at once' }],
    });
    expect(passedOver.all).toHaveLength(1);
    slow.resolve({ title: 'fine', body: '', link: null });
    await scene.discord.answers.count(32);
  });

  it('that Discord does not know any more is not run, only logged', async () => {
    let ran = 0;
    const { passedOver } = await listen(() => {
      ran += 1;
      return done('x');
    });
    const token = scene.discord.say({ command: 'status' });
    scene.discord.interactions.delete(token);
    await scene.opened.steps.next((step) => step === 'command-not-answered', 0);
    expect(ran).toBe(0);
    expect(passedOver.all).toMatchObject([{ command: 'status' }]);
  });

  it('whose answer takes longer than 15 minutes is only logged', async () => {
    const slow = Promise.withResolvers<Message>();
    await listen(() => slow.promise);
    const token = scene.discord.say({ command: 'status' });
    await scene.discord.callbacks.next(undefined, 0);
    await new Promise((resolve) => setImmediate(resolve));
    scene.opened.clock.advance(15 * 60_000);
    slow.resolve({ title: 'too late', body: '', link: null });
    await scene.opened.steps.next((step) => step === 'command-not-answered', 0);
    expect(scene.discord.asked.all.filter(({ path }) => path.includes(`${token}/messages`))).toEqual([]);
  });

  it.each<[string, Fault]>([
    ['HTML', { as: 'html', status: 502 }],
    ['a dropped connection', { as: 'drop' }],
    ['a lost answer', { as: 'drop', after: true }],
  ])('is acknowledged and run once though %s comes first', async (_what, fault) => {
    let left = 2;
    scene.discord.fault = ({ path }) => (path.endsWith('/callback') && left-- > 0 ? fault : null);
    let ran = 0;
    await listen(() => {
      ran += 1;
      return done('fine');
    });
    const token = scene.discord.say({ command: 'status' });
    const until = setInterval(() => scene.opened.clock.advance(250), 5);
    const answer = await scene.discord.answers.next(undefined, 0);
    clearInterval(until);
    expect(answer.token).toBe(token);
    expect(ran).toBe(1);
  });

  it('that can not be acknowledged while Discord waits is not run', async () => {
    scene.discord.fault = ({ path }) => (path.endsWith('/callback') ? { as: 'html', status: 502 } : null);
    let ran = 0;
    await listen(() => {
      ran += 1;
      return done('fine');
    });
    scene.discord.say({ command: 'status' });
    const until = setInterval(() => scene.opened.clock.advance(250), 5);
    await scene.opened.steps.next((step) => step === 'command-not-answered', 0);
    clearInterval(until);
    expect(ran).toBe(0);
  });

  it('is answered though the first try of the answer fails', async () => {
    let left = 1;
    scene.discord.fault = ({ method, path }) =>
      method === 'PATCH' && path.endsWith('@original') && left-- > 0 ? { as: 'html', status: 502 } : null;
    await listen();
    scene.discord.say({ command: 'status' });
    await scene.discord.asked.next(({ path }) => path.endsWith('@original'), 0);
    const until = setInterval(() => scene.opened.clock.advance(1_000), 5);
    await scene.discord.answers.count(1);
    clearInterval(until);
  });
});

it.each([
  ['nothing', null],
  ['a component without an id', { ...interactionObject({ command: 'x' }, '1', 't'), type: 3 }],
  [
    'a command of the context menu',
    { ...interactionObject({ command: 'x' }, '1', 't'), data: { type: 2, name: 'x' } },
  ],
  [
    'a command of nobody',
    { id: '1', application_id: '1', token: 't', type: 2, data: { type: 1, name: 'x' } },
  ],
])('%s is no command', (_what, data) => {
  expect(parseInteraction(data)).toBeNull();
});
