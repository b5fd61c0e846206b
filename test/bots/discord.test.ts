import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../src/bots/index.ts';
import { discordChannel } from '../../src/bots/discord.ts';
import { context, MESSAGE, openChannel, ORIGIN, post } from '../support/discord/channel.ts';
import { CHANNEL_ID, newGuild } from '../support/discord/objects.ts';
import { DISCORD_TOKEN } from '../support/discord/server.ts';
import { useDiscord } from '../support/discord/scene.ts';

const scene = useDiscord();
const { send, verdict } = scene;

describe('an entry', () => {
  const entry = { type: 'discord', token: 't', channel: CHANNEL_ID };

  it('is among the channels, and strict', () => {
    expect(CHANNELS.map(({ type }) => type)).toContain('discord');
    expect(discordChannel.schema.safeParse(entry).success).toBe(true);
    expect(discordChannel.schema.safeParse({ ...entry, apiRoot: 'http://127.0.0.1:1/api' }).success).toBe(
      true,
    );
  });

  it.each([
    ['an empty token', { ...entry, token: '' }, /secret/],
    ['an id as a number', { ...entry, channel: Number('112233445566778899') }, /quotes.*lost digits/],
    ['an id that is none', { ...entry, channel: '#alerts' }, /15 to 20 digits/],
    ['an address that is none', { ...entry, apiRoot: 'ftp://a' }, /http or https/],
    ['an unknown key', { ...entry, thread: 1 }, /thread/],
  ])('is refused with %s', (_what, bad, message) => {
    const issues = discordChannel.schema.safeParse(bad).error?.issues ?? [];
    expect(issues.map((issue) => issue.message).join()).toMatch(message);
  });
});

describe('a message', () => {
  it('arrives as an embed, without the gateway', async () => {
    const ref = await send(post({ severity: 'warning' }), { nonce: 'n1' });
    const [message] = scene.discord.messages.all;
    expect(ref).toEqual({ id: message?.id, place: { channel: CHANNEL_ID } });
    expect(message).toMatchObject({
      embeds: [
        {
          title: 'Warning: ada pushed',
          description: 'Fix it\n\n<https://example.org/1>',
          url: 'https://example.org/1',
          footer: { text: `warning · github · push · event ${ORIGIN.eventId} · trace ${ORIGIN.traceId}` },
          timestamp: '2026-11-22T03:00:00.000Z',
        },
      ],
      allowed_mentions: { parse: [], replied_user: false },
      nonce: 'n1',
      enforce_nonce: true,
      flags: 0,
    });
    expect(scene.discord.asked.all.map(({ path }) => path)).toEqual([`/channels/${CHANNEL_ID}/messages`]);
    expect(scene.discord.gateway.connections.all).toEqual([]);
  });

  it('is silent where it shall be, and says that it may be a repeat', async () => {
    await send(post({ silent: true }), { possibleRepeat: true });
    const [message] = scene.discord.messages.all;
    expect(message?.flags).toBe(4_096);
    expect(message?.embeds[0]?.description).toContain('Possible repeat');
  });

  it('is not there twice when it is sent twice', async () => {
    const first = await send(post(), { nonce: 'same' });
    const second = await send(post(), { nonce: 'same', possibleRepeat: true });
    expect(second).toEqual(first);
    expect(scene.discord.messages.all).toHaveLength(1);
  });

  it('is not there twice when the connection broke after it arrived', async () => {
    scene.discord.fault = () => ({ as: 'drop', after: true });
    expect(await verdict({ nonce: 'same' })).toMatchObject({ action: 'retry' });
    scene.discord.fault = null;
    await send(post(), { nonce: 'same', possibleRepeat: true });
    expect(scene.discord.messages.all).toHaveLength(1);
  });

  it('has its buttons', async () => {
    await send(post({ buttons: [{ label: 'Acknowledge', action: 'ack:1' }] }));
    expect(scene.discord.messages.all[0]?.components[0]?.components).toEqual([
      { type: 2, style: 2, label: 'Acknowledge', custom_id: 'ack:1' },
    ]);
  });

  it('as a list names each of its events', async () => {
    const entries = ['one', 'two'].map((title) => ({ title, severity: 'info' as const, origin: ORIGIN }));
    await send({ kind: 'list', entries, severity: 'info', silent: true });
    const [embed] = scene.discord.messages.all[0]?.embeds ?? [];
    expect(embed?.title).toBe('2 messages');
    expect(embed?.description).toBe(
      ['one', 'two']
        .map((title) => `<t:${ORIGIN.time / 1_000}:T> ${title} · github · ${ORIGIN.eventId}`)
        .join('\n'),
    );
  });

  it('as a list marks what is over as a card does', async () => {
    const over = { title: 'ops', severity: 'info', status: 'resolved', origin: ORIGIN } as const;
    await send({ kind: 'list', entries: [over], severity: 'info', silent: true });
    const [embed] = scene.discord.messages.all[0]?.embeds ?? [];
    expect(embed?.title).toBe('1 message');
    expect(embed?.description).toContain('> ✅ Resolved: ops · ');
  });

  const message = { title: 'changed', body: '', link: null };

  it('is edited in place, and posted anew where it is gone', async () => {
    const ref = await send(post());
    const edit = {
      kind: 'edit',
      ref,
      message,
      severity: 'info',
      status: null,
      buttons: [],
      silent: false,
    } as const;
    expect(await send(edit)).toEqual(ref);
    expect(scene.discord.messages.all[0]).toMatchObject({ edits: 1, embeds: [{ title: 'changed' }] });
    const gone = { id: '799999999999999999', place: { channel: CHANNEL_ID } };
    const other = await send({ ...edit, ref: gone });
    expect(other.id).not.toBe(gone.id);
    expect(scene.discord.messages.all).toHaveLength(2);
  });

  it('is replied to, also where it is gone', async () => {
    for (const id of [(await send(post())).id, '799999999999999999']) {
      await send({ kind: 'reply', ref: { id }, message, severity: 'info', silent: false });
    }
    expect(scene.discord.messages.all).toHaveLength(3);
    expect(scene.discord.messages.all[2]?.message_reference).toEqual({
      message_id: '799999999999999999',
      fail_if_not_exists: false,
    });
  });
});

/** What Discord shows of escaped text that may have been cut. */
function asShown(escaped: string): string {
  return escaped.replace(/\\([^0-9A-Za-z\s])/g, '$1').replace(/…$/, '');
}

describe('hostile text arrives verbatim or cut, and does nothing', () => {
  it.each([
    ['HTML', '<b>x</b>'],
    ['emphasis', '*x* _y_ **z** ~~a~~ ||b||'],
    ['mentions', '@everyone @here <@1> <@&2> <#3>'],
    ['a masked link', '[a](http://b)'],
    ['an address', 'https://evil.example/login'],
    ['code', '`a` ```b``` \\`c'],
    ['right-to-left marks', 'abc\u200fdef\u061cghi'],
    ['headings and lists', '# a\n- b\n1. c\n> d'],
    ['5,000 emoji', '👩‍👩‍👧‍👦'.repeat(5_000)],
    ['quotes and JSON', '"}],"content":"@everyone"'],
  ])('%s', async (_what, text) => {
    await send(post({ message: { title: text, body: text, link: MESSAGE.link } }));
    const [embed] = scene.discord.messages.all[0]?.embeds ?? [];
    const { title = '', description = '' } = embed ?? {};
    const [body = ''] = description.split(`\n\n<${MESSAGE.link}>`);
    expect(text.startsWith(asShown(body))).toBe(true);
    expect(text.replaceAll('\n', ' ').startsWith(asShown(title))).toBe(true);
    for (const part of [title, body]) expect(part).not.toMatch(/\w:\/\/|(?<!\\)(?:\\\\)*[<@[*_~|`]/);
    expect(description.endsWith(`<${MESSAGE.link}>`)).toBe(true);
    expect(scene.discord.messages.all[0]?.content).toBeUndefined();
  });
});

describe('the far end refuses', () => {
  it('another token', async () => {
    const other = openChannel(scene.discord, { token: 'wrong' });
    await expect(other.channel.send(post(), context())).rejects.toMatchObject({
      verdict: { action: 'retry', reason: 'unauthorized' },
    });
    await other.channel.close();
  });

  it('an unknown channel', async () => {
    const other = openChannel(scene.discord, { id: '399999999999999999' });
    await expect(other.channel.send(post(), context())).rejects.toMatchObject({
      verdict: { action: 'refuse', reason: 'not-found' },
    });
    await other.channel.close();
  });

  it.each([
    ['content that is too long', { content: 'x'.repeat(2_001), allowed_mentions: { parse: [] } }],
    ['a nonce that is too long', { content: 'x', nonce: 'n'.repeat(26), allowed_mentions: { parse: [] } }],
    ['a title that is too long', { embeds: [{ title: 'x'.repeat(257) }], allowed_mentions: { parse: [] } }],
    [
      'embeds that hold too much',
      {
        embeds: [{ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) }],
        allowed_mentions: { parse: [] },
      },
    ],
    ['no word about mentions', { content: 'x' }],
    ['nothing', { allowed_mentions: { parse: [] } }],
  ])('%s', async (_what, body) => {
    const response = await fetch(`${scene.discord.apiRoot}/v10/channels/${CHANNEL_ID}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${DISCORD_TOKEN}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    await response.arrayBuffer();
  });
});

it('many channels of a token post side by side, and close one by one', async () => {
  const scope = {};
  const ids = ['310000000000000001', '310000000000000002'];
  const guild = newGuild('210000000000000001', ids[0] ?? '');
  guild.channels.push({
    id: ids[1] ?? '',
    name: 'b',
    guild: guild.id,
    type: 0,
    parent: null,
    overwrites: [],
  });
  scene.discord.guilds.push(guild);
  const [a, b] = ids.map((id) => openChannel(scene.discord, { id, scope }));
  await a?.channel.send(post(), context());
  await a?.channel.close();
  await b?.channel.send(post(), context());
  await b?.channel.close();
  expect(scene.discord.messages.all.map(({ channel }) => channel)).toEqual(ids);
});
