import { describe, expect, it } from 'vitest';
import { embedOf } from '../../src/bots/discord/embed.ts';
import type { IncidentState } from '../../src/core/incident.ts';
import type { Fact, Message, MessageRef, Outgoing } from '../../src/core/message.ts';
import { logInjections, naughtyStrings } from '../support/corpora.ts';
import { context, ORIGIN, post } from '../support/discord/channel.ts';
import { CHANNEL_ID, PIN_MESSAGES } from '../support/discord/objects.ts';
import { useDiscord } from '../support/discord/scene.ts';
import { manyFacts } from './many-facts.ts';

const SINCE = Date.UTC(2026, 10, 22, 3, 4, 59, 999);
const UNIX = Math.trunc(SINCE / 1_000);
const CARD: Message = {
  title: 'ops can’t be reached',
  facts: [
    { label: 'Since', at: SINCE },
    { label: 'Likely cause', text: 'the *router*' },
  ],
  body: 'connect ECONNREFUSED',
  link: null,
};

const scene = useDiscord();
const { send } = scene;

function card(changes: Parameters<typeof post>[0] = {}) {
  return post({ message: CARD, severity: 'critical', status: 'firing', origin: null, ...changes });
}

function edit(ref: MessageRef, changes: Partial<Extract<Outgoing, { kind: 'edit' }>> = {}): Outgoing {
  const { message, severity } = card();
  return { kind: 'edit', ref, message, severity, status: 'firing', buttons: [], silent: false, ...changes };
}

describe('a card', () => {
  it('has its facts before the body, with times in the reader’s own', async () => {
    await send(card());
    const [embed] = scene.discord.messages.all[0]?.embeds ?? [];
    expect(embed).toEqual({
      title: 'CRITICAL: ops can’t be reached',
      color: 0xdc2626,
      description: [
        `**Since:** <t:${UNIX}:f> (<t:${UNIX}:R>)`,
        '**Likely cause:** the \\*router\\*',
        '',
        'connect ECONNREFUSED',
      ].join('\n'),
    });
  });

  it.each<[IncidentState | null, string, number]>([
    [null, 'CRITICAL: ops', 0xdc2626],
    ['firing', 'CRITICAL: ops', 0xdc2626],
    ['acknowledged', '👀 Acknowledged · CRITICAL: ops', 0x8b5cf6],
    ['muted', '🔕 Muted · CRITICAL: ops', 0x6b7280],
    ['resolved', '✅ Resolved: ops', 0x16a34a],
  ])('that is %s says so in words and in colour', async (status, begin, color) => {
    await send(card({ status }));
    const [embed] = scene.discord.messages.all[0]?.embeds ?? [];
    expect(embed?.title?.startsWith(begin)).toBe(true);
    expect(embed?.color).toBe(color);
  });

  it('is edited in place, with its buttons as they are now', async () => {
    const ref = await send(card({ buttons: [{ label: 'Acknowledge', action: 'ack 1' }] }));
    expect(await send(edit(ref, { status: 'resolved' }), { possibleRepeat: true })).toEqual(ref);
    expect(scene.discord.messages.all).toMatchObject([
      { edits: 1, components: [], embeds: [{ title: '✅ Resolved: ops can’t be reached' }] },
    ]);
  });

  it.each([
    [true, 4_096],
    [false, 0],
  ])('that is gone is sent anew once, silent: %s', async (silent, flags) => {
    const gone = { id: '799999999999999999', place: { channel: CHANNEL_ID } };
    const first = await send(edit(gone, { silent }), { nonce: 'n' });
    expect(await send(edit(gone, { silent }), { nonce: 'n' })).toEqual(first);
    expect(scene.discord.messages.all).toMatchObject([{ flags }]);
  });
});

describe('facts', () => {
  it.each([
    ['many long ones', manyFacts(30, 'x'.repeat(2_000)), 20],
    ['many whose every sign is escaped', manyFacts(20, '*'.repeat(500)), 20],
    ['long labels that are escaped', manyFacts(20, '_'.repeat(500)).map(longLabel), 20],
    ['many times', Array.from({ length: 20 }, () => ({ label: '_'.repeat(60), at: SINCE })), 20],
  ])('of %s are all there within the limits, and so is some of the body', (_what, given, count) => {
    const link = `https://example.org/${'a'.repeat(2_028)}`;
    const message = { title: '*'.repeat(500), facts: given, body: 'body '.repeat(2_000), link };
    const embed = embedOf({
      message,
      severity: 'critical',
      status: 'acknowledged',
      origin: ORIGIN,
      possibleRepeat: true,
    });
    const description = embed.description ?? '';
    expect(description.length).toBeLessThanOrEqual(4_096);
    expect(description.split('\n').filter((line) => line.startsWith('**'))).toHaveLength(count);
    expect(description).toMatch(/\n\nbody (?:body )+.*…\n\n</);
    expect(description.endsWith(`<${link}>`)).toBe(true);
    expect(embed.title.length).toBeLessThanOrEqual(256);
    expect(embed.title.length + description.length + (embed.footer?.text.length ?? 0)).toBeLessThan(6_000);
  });

  it('with hostile text stay one line each, and are neither markup, mention nor link', async () => {
    const texts = [...naughtyStrings, ...logInjections.map(([, value]) => value), 'a\n**Since:** never'];
    for (let i = 0; i < texts.length; i += 10) {
      const some = texts.slice(i, i + 10).map((text) => ({ label: 'Host', text }));
      const message = { title: 'T', facts: some, body: '', link: null };
      const { description = '' } = embedOf({
        message,
        severity: 'info',
        status: null,
        origin: null,
        possibleRepeat: false,
      });
      const lines = description.split('\n');
      expect(lines).toHaveLength(some.length);
      for (const line of lines) {
        expect(line.startsWith('**Host:** ')).toBe(true);
        expect(line.slice('**Host:** '.length)).not.toMatch(/\w:\/\/|(?<!\\)(?:\\\\)*[<@[*_~|`]/);
      }
    }
    await send(card());
    expect(scene.discord.messages.all[0]?.allowed_mentions).toEqual({ parse: [], replied_user: false });
  });
});

function longLabel(fact: Fact): Fact {
  return { ...fact, label: '*'.repeat(500) };
}

describe('a pin', () => {
  it('keeps a message at the top of its channel', async () => {
    for (const guild of scene.discord.guilds) guild.permissions |= PIN_MESSAGES;
    const ref = await send(card());
    await scene.opened.channel.pin?.(ref, context().signal);
    expect(scene.discord.pins.all).toEqual([ref.id]);
  });

  it('without the right to is refused, and keeps no message from being sent', async () => {
    const ref = await send(card());
    for (let i = 0; i < 12; i++) {
      await expect(scene.opened.channel.pin?.(ref, context().signal)).rejects.toMatchObject({
        verdict: { action: 'refuse', reason: 'forbidden' },
      });
    }
    await send(card());
    expect(scene.discord.messages.all).toHaveLength(2);
  });

  it('with a token that is refused tells the operators', async () => {
    const ref = await send(card());
    scene.discord.fault = () => ({ as: 'status', status: 401 });
    await expect(scene.opened.channel.pin?.(ref, context().signal)).rejects.toMatchObject({
      verdict: { reason: 'unauthorized' },
    });
    expect(scene.opened.troubles.all).toMatchObject([{ kind: 'token-refused' }]);
  });
});
