import { describe, expect, it } from 'vitest';
import type { ChatCall, ChatCommands } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/message.ts';
import { context, post } from '../support/discord/channel.ts';
import { GUILD_ID } from '../support/discord/objects.ts';
import { useDiscord } from '../support/discord/scene.ts';
import { asking } from './commands/calls.ts';

const ADA = '500000000000000001';
const VIC = '500000000000000003';
const STRANGER = '500000000000000666';
const ID = '01hzy3k8m9q2w';

const scene = useDiscord();

/** Posts a card with a button, listens, and presses it. */
async function pressed(commands: ChatCommands, customId = `ack ${ID}`, user = ADA): Promise<string> {
  const buttons = [{ label: 'Acknowledge', action: customId }];
  const { id } = await scene.opened.channel.send(post({ buttons }), context());
  scene.opened.channel.listen?.(commands);
  await scene.discord.registrations.count(1);
  return scene.discord.press({ customId, message: id, user });
}

function commandsOf(run: () => Promise<Message>) {
  const calls: ChatCall[] = [];
  const passedOver: ChatCall[] = [];
  const commands: ChatCommands = {
    list: [{ name: 'status', about: 'How it is going', args: [] }],
    admit(call) {
      calls.push(call);
      return call.user.id === STRANGER ? null : { run, passOver: () => void passedOver.push(call) };
    },
  };
  return { commands, calls, passedOver };
}

const done = (): Promise<Message> => Promise.resolve({ title: 'Acknowledged', body: '*now*', link: null });

describe('a press', () => {
  it('is acknowledged at once for nobody else to see, and answered; the card is left to its edit', async () => {
    const { commands, calls } = commandsOf(done);
    const token = await pressed(commands);
    const answer = await scene.discord.answers.next(undefined, 0);
    expect(scene.discord.callbacks.all).toMatchObject([{ token, type: 5, flags: 64, embeds: [] }]);
    expect(answer).toMatchObject({ token, embeds: [{ title: 'Acknowledged', description: '\\*now\\*' }] });
    expect(calls).toEqual([
      {
        user: { platform: 'discord', id: ADA, name: 'ada' },
        place: { chat: '300000000000000001', thread: null, guild: GUILD_ID, private: false, title: 'alerts' },
        command: 'ack',
        args: ID,
        pressed: true,
      },
    ]);
    expect(scene.discord.messages.all).toHaveLength(1);
    expect(scene.discord.messages.all[0]?.edits).toBe(0);
  });

  it('of a stranger gets no callback at all', async () => {
    const { commands, calls } = commandsOf(done);
    const strangers = await pressed(commands, `ack ${ID}`, STRANGER);
    const mine = scene.discord.press({ customId: `ack ${ID}`, message: '1' });
    await scene.discord.answers.next(({ token }) => token === mine, 0);
    expect(calls.map(({ user }) => user.id)).toEqual([STRANGER, ADA]);
    expect(scene.discord.asked.all.filter(({ path }) => path.includes(strangers))).toEqual([]);
  });

  it('with an action that is none of ours is all command', async () => {
    const { commands, calls } = commandsOf(done);
    await pressed(commands, 'ack:1');
    await scene.discord.answers.next(undefined, 0);
    expect(calls).toMatchObject([{ command: 'ack:1', args: '', pressed: true }]);
  });

  it('that Discord does not know any more is not run, only logged', async () => {
    let ran = 0;
    const { commands, passedOver } = commandsOf(() => {
      ran += 1;
      return done();
    });
    scene.discord.fault = ({ path }) =>
      path.endsWith('/callback') ? { as: 'status', status: 404, code: 10_062 } : null;
    await pressed(commands);
    await scene.opened.steps.next((step) => step === 'command-not-answered', 0);
    expect(ran).toBe(0);
    expect(passedOver).toMatchObject([{ command: 'ack', pressed: true }]);
  });
});

describe('by the real commands, a press', () => {
  const OPERATORS = [
    { name: 'ada', telegram: null, discord: ADA, role: 'operator' },
    { name: 'vic', telegram: null, discord: VIC, role: 'viewer' },
  ] as const;

  it.each([
    ['of a viewer', VIC, `ack ${ID}`, '/ack takes the role operator; vic has viewer', 'role'],
    ['of an operator', ADA, `ack ${ID}`, /./, 'nothing'],
    ['of a button of old', ADA, 'frobnicate', /^That button is not known any more/, 'usage'],
    ['of no button of ours', ADA, `replay ${ID}`, /^That button is not known any more/, 'usage'],
  ])('%s is answered, and recorded', async (_what, user, action, title, outcome) => {
    const acted: unknown[] = [];
    const { commands, uses } = asking(
      {
        acknowledge(_id, by) {
          acted.push(by);
          return Promise.resolve({ outcome: 'unknown' });
        },
      },
      { operators: OPERATORS },
    );
    await pressed(commands, action, user);
    const answer = await scene.discord.answers.next(undefined, 0);
    expect(answer.embeds[0]?.title).toMatch(title);
    expect(uses).toMatchObject([{ outcome, user: { id: user } }]);
    expect(acted).toEqual(outcome === 'nothing' ? [{ name: 'ada', via: 'discord' }] : []);
  });
});
