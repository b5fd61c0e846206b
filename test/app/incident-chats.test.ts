import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Observation } from '../../src/core/incident.ts';
import { failing, well } from '../alerts/observations.ts';
import { CHANNEL_ID } from '../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../support/discord/server.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';
import { FORUM, TOPIC } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

const DISCORD = '500000000000000';
const OPERATOR = { telegram: 111, discord: `${DISCORD}111` };
const VIEWER = { telegram: 112, discord: `${DISCORD}112` };
const STRANGER = { telegram: 999, discord: `${DISCORD}999` };
type Person = typeof OPERATOR;
const PLATFORMS = ['telegram', 'discord'] as const;
type Platform = (typeof PLATFORMS)[number];

const incidentsSchema = z.array(
  z.object({ id: z.string(), state: z.string(), acknowledgedBy: z.string().nullable() }),
);

let telegram: FakeTelegram;
let discord: FakeDiscord;
let program: Program;
let dir: ReturnType<typeof tempDir>;

beforeEach(async () => {
  dir = tempDir();
  [telegram, discord] = await Promise.all([startTelegram(), startDiscord()]);
  program = await startProgram(dir.path, {
    channels: {
      ops: { type: 'telegram', token: BOT_TOKEN, chat: FORUM, thread: TOPIC, apiRoot: telegram.url },
      alerts: { type: 'discord', token: DISCORD_TOKEN, channel: CHANNEL_ID, apiRoot: discord.apiRoot },
    },
    operators: { ada: { ...OPERATOR, role: 'operator' }, vic: { ...VIEWER, role: 'viewer' } },
  });
  await discord.registrations.count(1);
});

afterEach(async () => {
  await program.app.stop();
  await Promise.all([telegram.close(), discord.close()]);
  dir.dispose();
});

/** Something fails; gives the id of its incident once its card stands in both chats. */
async function trouble(changes: Partial<Observation> = {}): Promise<string> {
  const { incident } = await program.app.observe(failing({ severity: 'critical', ...changes }));
  await program.app.settled();
  return incident ?? '';
}

async function stateOf(id: string): Promise<{ state: string; acknowledgedBy: string | null }> {
  const all = incidentsSchema.parse(await program.get('/v1/incidents'));
  return all.find((incident) => incident.id === id) ?? { state: 'unknown', acknowledgedBy: null };
}

const buttonSchema = z.object({ label: z.string(), custom_id: z.string() });
const keySchema = z.object({ text: z.string(), callback_data: z.string() });
const markupSchema = z.object({ inline_keyboard: z.array(z.array(keySchema)) });

/** The buttons of the card on a platform: what each does, by its label. */
function buttonsOn(platform: Platform): ReadonlyMap<string, string> {
  if (platform === 'telegram') {
    const { inline_keyboard: rows } = markupSchema.parse(telegram.sent[0]?.markup);
    return new Map(rows.flat().map(({ text, callback_data: data }) => [text, data]));
  }
  const rows = discord.messages.all[0]?.components ?? [];
  const keys = rows.flatMap(({ components }) => z.array(buttonSchema).parse(components));
  return new Map(keys.map(({ label, custom_id: id }) => [label, id]));
}

/** The card as it stands on a platform. */
function cardOn(platform: Platform): string {
  return platform === 'telegram'
    ? (telegram.sent[0]?.text ?? '')
    : JSON.stringify(discord.messages.all[0]?.embeds).replaceAll('\\\\', '');
}

/** Presses the card's button of that action; gives the answer, `null`: there was none. */
async function press(platform: Platform, action: string, who: Person): Promise<string | null> {
  if (platform === 'telegram') {
    const before = telegram.sent.length;
    const query = telegram.press({ messageId: 1, data: action, chat: FORUM, user: { id: who.telegram } });
    if (who === STRANGER) {
      await askTelegram('/help', OPERATOR.telegram);
      return query.note;
    }
    await telegram.until(() => (query.note ?? '') !== '' || telegram.sent.length > before);
    return query.note || (telegram.sent.at(-1)?.text ?? '');
  }
  const message = discord.messages.all[0]?.id ?? '';
  const token = discord.press({ customId: action, message, user: who.discord });
  return answerOnDiscord(token, who);
}

async function command(
  platform: Platform,
  name: string,
  args: readonly string[],
  who: Person,
): Promise<string | null> {
  if (platform === 'telegram') {
    const before = telegram.sent.length;
    const text = [`/${name}`, ...args].join(' ');
    if (who !== STRANGER) return askTelegram(text, who.telegram);
    telegram.say({ text, chat: FORUM, thread: TOPIC, user: { id: who.telegram } });
    await askTelegram('/help', OPERATOR.telegram);
    return telegram.sent.length === before + 1 ? null : 'answered';
  }
  const token = discord.say({ command: name, user: who.discord, options: optionsOf(name, args) });
  return answerOnDiscord(token, who);
}

async function askTelegram(text: string, id: number): Promise<string> {
  const before = telegram.sent.length;
  telegram.say({ text, chat: FORUM, thread: TOPIC, user: { id } });
  return (await telegram.message(before + 1)).text;
}

/** What is said in order is answered in order: when a later one is, a stranger's would have been. */
async function answerOnDiscord(token: string, who: Person): Promise<string | null> {
  const last = who === STRANGER ? discord.say({ command: 'help', user: OPERATOR.discord }) : token;
  const answer = await discord.answers.next((each) => each.token === last, 0);
  if (who === STRANGER) return discord.callbacks.all.some((each) => each.token === token) ? 'answered' : null;
  return JSON.stringify(answer.embeds).replaceAll('\\\\', '');
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  incident: ['id'],
  ack: ['id'],
  mute: ['target', 'duration', 'reason'],
  unmute: ['target'],
  run: ['canary'],
};

function optionsOf(name: string, args: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (OPTIONS[name] ?? []).flatMap((option, i) => (args[i] ? [[option, args[i]]] : [])),
  );
}

describe.each(PLATFORMS)('on %s, the card', (platform) => {
  it('says what, since when, how bad, how often, the likely cause, what to do next and its id', async () => {
    const id = await trouble({ cause: 'the disk is full', next: 'make room', evidence: 'ENOSPC' });
    const card = cardOn(platform);
    for (const said of [
      'The shop does not answer',
      'Since',
      'critical',
      'once',
      'the disk is full',
      'make room',
      'ENOSPC',
      id,
    ]) {
      expect(card).toContain(said);
    }
    if (platform === 'discord') expect(card).toMatch(/<t:\d+:R>/);
    else expect(telegram.sent[0]?.entities.some(({ type }) => type === 'date_time')).toBe(true);
  });

  it('is taken on, muted and traced by an operator’s press, and says so itself, in both chats', async () => {
    const id = await trouble();
    const buttons = buttonsOn(platform);
    expect([...buttons.keys()]).toEqual(['Acknowledge', 'Mute 1 h', 'Trace']);
    expect(await press(platform, buttons.get('Acknowledge') ?? '', OPERATOR)).toMatch(/acknowledged|taken/i);
    await program.app.settled();
    expect(await stateOf(id)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'ada' });
    for (const each of PLATFORMS) expect(cardOn(each)).toMatch(/Acknowledged.*ada/s);
    expect(await press(platform, buttons.get('Trace') ?? '', OPERATOR)).toContain('told');
    expect(await press(platform, buttons.get('Mute 1 h') ?? '', OPERATOR)).toContain('Muted for 1 h');
    await program.app.settled();
    expect(await stateOf(id)).toMatchObject({ state: 'muted' });
    for (const each of PLATFORMS) expect(cardOn(each)).toContain('Muted');
    const unmute = buttonsOn(platform).get('Unmute') ?? '';
    expect(await press(platform, unmute, STRANGER)).toBeNull();
    expect(await press(platform, unmute, VIEWER)).toContain('operator');
    expect(await stateOf(id)).toMatchObject({ state: 'muted' });
    expect(await press(platform, unmute, OPERATOR)).toMatch(/not muted any more/);
    await program.app.settled();
    expect(await stateOf(id)).toMatchObject({ state: 'acknowledged' });
  });

  it('that can be looked at again has a button for that, which says what was found', async () => {
    await trouble({ rerun: 'database' });
    const action = buttonsOn(platform).get('Run again') ?? '';
    expect(await press(platform, action, OPERATOR)).toContain('it can be written');
  });

  it('is pressed a second time by somebody else, or when it is over: both are told how it is', async () => {
    const id = await trouble();
    const action = buttonsOn(platform).get('Acknowledge') ?? '';
    await press(platform, action, OPERATOR);
    expect(await press(platform, action, OPERATOR)).toMatch(/already/i);
    await program.app.observe(well());
    await program.app.settled();
    expect(await press(platform, action, OPERATOR)).toMatch(/over/i);
    expect(await press(platform, `mute ${id} 1h`, OPERATOR)).toMatch(/over/i);
    expect((await stateOf(id)).state).toBe('resolved');
  });

  it('does nothing for a viewer, who hears why, but the trace; and nothing at all for a stranger', async () => {
    const id = await trouble({ rerun: 'database' });
    const actions = [...buttonsOn(platform)];
    expect(actions).toHaveLength(4);
    for (const [label, action] of actions) {
      expect(await press(platform, action, STRANGER)).toBeNull();
      expect(await press(platform, action, VIEWER)).toContain(label === 'Trace' ? 'told' : 'operator');
    }
    expect((await stateOf(id)).state).toBe('firing');
    // A use is written down beside its answer.
    await program.app.settled();
    const uses = z
      .array(z.object({ who: z.string(), outcome: z.string() }))
      .parse(await program.get('/v1/audit'));
    expect(uses.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['stranger', 'role', 'allowed']),
    );
  });

  it('is told to be over by a reply without a sound, with how long it lasted', async () => {
    await trouble();
    await program.app.observe(well({ title: '' }));
    await program.app.settled();
    if (platform === 'telegram') {
      expect(telegram.sent).toMatchObject([{ edits: 1 }, { replyTo: 1, silent: true }]);
      expect(telegram.sent[1]?.text).toContain('Resolved after');
    } else {
      const [card, reply] = discord.messages.all;
      expect(reply).toMatchObject({ message_reference: { message_id: card?.id }, flags: 4_096 });
      expect(JSON.stringify(reply?.embeds)).toContain('Resolved after');
    }
    expect(cardOn(platform)).toContain('Resolved');
  });
});

describe.each(PLATFORMS)('on %s, the command', (platform) => {
  it.each<[string, (id: string) => readonly string[], RegExp, 'viewer' | 'operator']>([
    ['incidents', () => [], /The shop does not answer/, 'viewer'],
    ['incident', (id) => [id], /threshold-reached|told/, 'viewer'],
    ['ack', (id) => [id], /acknowledged|taken/i, 'operator'],
    ['mute', () => ['shop', '2h', 'moving it'], /muted.*shop/is, 'operator'],
    ['unmute', () => ['shop'], /nothing is muted|not muted/i, 'operator'],
    ['run', () => ['database'], /it can be written/, 'operator'],
  ])('/%s is answered by role, and not at all to a stranger', async (name, args, answer, role) => {
    const id = await trouble();
    expect(await command(platform, name, args(id), STRANGER)).toBeNull();
    const asViewer = await command(platform, name, args(id), VIEWER);
    if (role === 'viewer') expect(asViewer).toMatch(answer);
    else expect(asViewer).toContain('operator');
    expect((await stateOf(id)).state).toBe('firing');
    expect(await command(platform, name, args(id), OPERATOR)).toMatch(answer);
  });

  it.each([
    ['incident', ['0000000000000'], /\/incidents/],
    ['ack', ['0000000000000'], /\/incidents/],
    ['mute', ['shop', 'soon'], /like/],
    ['mute', ['shop', '999d'], /30/],
    ['run', ['nothing'], /database/],
    ['help', ['mute'], /\/mute .*2h/],
  ])('/%s %j says what to type instead', async (name, args, answer) => {
    const options = platform === 'discord' && name === 'help' ? { command: args[0] ?? '' } : null;
    const said =
      options === null
        ? await command(platform, name, args, OPERATOR)
        : await answerOnDiscord(discord.say({ command: name, user: OPERATOR.discord, options }), OPERATOR);
    expect(said).toMatch(answer);
  });
});
