import { describe, expect, it } from 'vitest';
import { consoleChannel } from '../../src/bots/console.ts';
import type { ChannelDeps } from '../../src/bots/channel-adapter.ts';
import type { IncidentState } from '../../src/core/incident.ts';
import type { Message, Outgoing } from '../../src/core/message.ts';
import { channelDeps } from '../support/channel-deps.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createSink } from '../support/sinks.ts';
import { manyFacts } from './many-facts.ts';

const NOW = Date.UTC(2026, 10, 22, 3);
const CARD: Message = {
  title: 'ops can’t be reached',
  facts: [
    { label: 'Since', at: NOW - 3_600_000 },
    { label: 'Likely cause', text: 'the router restarts' },
  ],
  body: 'connect ECONNREFUSED',
  link: null,
};

async function printed(
  changes: { readonly message?: Message; readonly status?: IncidentState | null } = {},
  deps: Partial<ChannelDeps> = {},
  as: 'post' | 'edit' = 'post',
): Promise<string> {
  const sink = createSink();
  const all = channelDeps({ clock: createFakeClock(NOW), stdout: sink, timezone: 'Europe/Berlin', ...deps });
  const channel = consoleChannel.create('terminal', { type: 'console' }, all);
  const { message = CARD, status = 'firing' } = changes;
  const shared = { message, status, severity: 'critical', buttons: [], silent: false } as const;
  const outgoing: Outgoing =
    as === 'post'
      ? { kind: 'post', ...shared, origin: null }
      : { kind: 'edit', ...shared, ref: { id: 'abc-1' } };
  await channel.send(outgoing, {
    nonce: 'n',
    possibleRepeat: false,
    signal: new AbortController().signal,
  });
  return sink.text;
}

describe('a card', () => {
  it('has its facts before the body, with times in the configured zone, and no line under it', async () => {
    expect(await printed()).toBe(
      [
        '04:00:00  ■ CRITICAL: ops can’t be reached',
        '          ├ Since: 22 Nov 2026, 03:00 CET',
        '          ├ Likely cause: the router restarts',
        '          │ connect ECONNREFUSED',
        '',
      ].join('\n'),
    );
  });

  it.each<[IncidentState | null, string]>([
    [null, '■ CRITICAL: ops'],
    ['acknowledged', '(acknowledged) ■ CRITICAL: ops'],
    ['muted', '(muted) ■ CRITICAL: ops'],
    ['resolved', '✔ Resolved: ops'],
  ])('that is %s says so in words', async (status, begin) => {
    expect((await printed({ status })).startsWith(`04:00:00  ${begin}`)).toBe(true);
  });

  it.each<[IncidentState, number]>([
    ['firing', 31],
    ['acknowledged', 35],
    ['muted', 90],
    ['resolved', 32],
  ])('that is %s says so in colour', async (status, colour) => {
    expect((await printed({ status }, { colour: true })).startsWith(`\u001b[${colour}m04:00:00`)).toBe(true);
  });

  it('that is edited is printed like a new one, with its mark', async () => {
    expect(await printed({ status: 'resolved' }, {}, 'edit')).toMatch(
      /^04:00:00 {2}\(edited #abc-1\) ✔ Resolved: ops can’t be reached\n {10}├ Since: /,
    );
  });

  it('can not be edited here, nor pinned', () => {
    const channel = consoleChannel.create('terminal', { type: 'console' }, channelDeps());
    expect(channel.editable).toBe(false);
    expect(channel).not.toHaveProperty('pin');
  });
});

describe('facts', () => {
  it('are twenty at most, of 300 characters each', async () => {
    const text = await printed({ message: { ...CARD, facts: manyFacts(30, 'x'.repeat(1_000)) } });
    const lines = text.split('\n').filter((line) => line.startsWith('          ├ '));
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe(`          ├ Fact 0: ${'x'.repeat(299)}…`);
    expect(lines.at(-1)).toBe('          ├ Besides: 11 more lines');
  });

  it('can not be forged by a body, nor can one make a second line', async () => {
    const message = {
      ...CARD,
      facts: [{ label: 'Host', text: 'a\n          ├ Since: never\u001b[2J' }],
      body: '├ Since: never',
    };
    const lines = (await printed({ message })).split('\n');
    expect(lines.slice(1, -1)).toEqual([
      '          ├ Host: a\\n          ├ Since: never\\u{1b}[2J',
      '          │ ├ Since: never',
    ]);
  });
});
