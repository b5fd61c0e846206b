import { PassThrough } from 'node:stream';
import { describe, expect, it, test } from 'vitest';
import { CHANNELS } from '../../src/bots/index.ts';
import { consoleChannel } from '../../src/bots/console.ts';
import type { ChannelDeps } from '../../src/bots/channel-adapter.ts';
import { FarEndError } from '../../src/core/far-end.ts';
import { eventIdOf, newTraceId } from '../../src/core/ids.ts';
import type { Message, Origin, Outgoing } from '../../src/core/message.ts';
import type { Channel } from '../../src/core/ports.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { logInjections, naughtyStrings } from '../support/corpora.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { channelDeps } from '../support/channel-deps.ts';
import { createSink } from '../support/sinks.ts';

const clock = createFakeClock(Date.UTC(2026, 10, 22, 3));
const origin: Origin = {
  eventId: eventIdOf(12345n),
  traceId: newTraceId((length) => new Uint8Array(length).fill(0xab)),
  source: 'github',
  type: 'push',
  time: clock.now(),
};
const TRACE = 'ab'.repeat(16);
const message: Message = {
  title: 'ada pushed to main',
  body: 'Fix it\n\nAnd that',
  link: 'https://example.org/1',
};

type Post = Extract<Outgoing, { kind: 'post' }>;

function post(changes: Partial<Post> = {}): Post {
  return {
    kind: 'post',
    message,
    severity: 'info',
    status: null,
    origin,
    buttons: [],
    silent: false,
    ...changes,
  };
}

function open(deps: Partial<ChannelDeps> & { columns?: number } = {}) {
  const sink = createSink(deps.columns);
  const redact = createRedactor([new Secret('hunter2-hunter2')]);
  const all = channelDeps({ clock, stdout: sink, redact, ...deps });
  const channel: Channel = consoleChannel.create('terminal', { type: 'console' }, all);
  async function print(outgoing: Outgoing, possibleRepeat = false): Promise<string> {
    const before = sink.text.length;
    await channel.send(outgoing, { nonce: 'n', possibleRepeat, signal: new AbortController().signal });
    return sink.text.slice(before);
  }
  return { channel, sink, print };
}

it('is among the channels, and its entry is strict', () => {
  expect(CHANNELS.map(({ type }) => type)).toContain('console');
  expect(consoleChannel.schema.safeParse({ type: 'console' }).success).toBe(true);
  expect(consoleChannel.schema.safeParse({ type: 'console', token: 'x' }).success).toBe(false);
});

describe('in a pipe', () => {
  it('a post is a block of plain lines', async () => {
    const buttons = [
      { label: 'Acknowledge', action: 'ack 1m8gzq3eyczw3' },
      { label: 'Mute 1 h', action: 'mute 1m8gzq3eyczw3 1h' },
      { label: 'Run again', action: 'run database' },
    ];
    expect(await open().print(post({ buttons }))).toBe(
      [
        '03:00:00  ● ada pushed to main',
        '          │ Fix it',
        '          │ ',
        '          │ And that',
        '          → https://example.org/1',
        '          [npx pithead ack 1m8gzq3eyczw3] [npx pithead mute 1m8gzq3eyczw3 1h]',
        `          └ github · push · ${origin.eventId} · ${TRACE}`,
        '',
      ].join('\n'),
    );
  });

  it('says the severity in words, what may be a repeat, and when an event that waited came', async () => {
    const { print } = open();
    const short = { title: 'disk full', body: '', link: null };
    expect(await print(post({ message: short, severity: 'warning' }))).toMatch(
      /^03:00:00 {2}▲ warning: disk full\n/,
    );
    const late = await print(
      post({ message: short, severity: 'critical', origin: { ...origin, time: clock.now() - 3_600_000 } }),
      true,
    );
    expect(late).toMatch(/^03:00:00 {2}\(possible repeat\) ■ CRITICAL: disk full\n/);
    expect(late).toMatch(/ · received 2026-11-22T02:00:00.000Z\n$/);
  });

  it('a list names every entry', async () => {
    const entries = Array.from({ length: 20 }, (_, i) => ({
      title: `event ${i}`,
      severity: 'info' as const,
      origin,
    }));
    const lines = (await open().print({ kind: 'list', entries, severity: 'info', silent: false })).split(
      '\n',
    );
    expect(lines[0]).toBe('03:00:00  ● 20 messages');
    expect(lines.slice(1, -1)).toEqual(
      entries.map(({ title }) => `          │ 03:00:00 ● ${title} · github · ${origin.eventId}`),
    );
  });

  it('a list marks what is over as a card does', async () => {
    const over = { title: 'ops', severity: 'info', status: 'resolved', origin } as const;
    const [head, first] = (
      await open().print({ kind: 'list', entries: [over], severity: 'info', silent: false })
    ).split('\n');
    expect(head).toBe('03:00:00  ● 1 message');
    expect(first).toMatch(/ │ 03:00:00 ✔ Resolved: ops · /);
  });

  it('an edit and a reply name the message they belong to', async () => {
    const { print } = open();
    const ref = { id: 'abc-1' };
    const edit = {
      kind: 'edit',
      ref,
      message,
      severity: 'info',
      status: null,
      buttons: [{ label: 'Trace', action: 'trace 1m8gzq3eyczw3' }],
      silent: true,
    } as const;
    expect(await print(edit)).toMatch(
      /^03:00:00 {2}\(edited #abc-1\) ● ada pushed to main\n[^]* {10}\[npx pithead trace 1m8gzq3eyczw3\]\n$/,
    );
    const reply = { kind: 'reply', ref, message, severity: 'info', silent: true } as const;
    expect(await print(reply)).toMatch(/^03:00:00 {2}\(re #abc-1\) ● ada pushed to main\n/);
  });

  it('every message has an id of its own, in this start and the next', async () => {
    const ids = new Set<string>();
    for (let start = 0; start < 5; start++) {
      const { channel } = open();
      for (let i = 0; i < 5; i++) {
        const signal = new AbortController().signal;
        ids.add((await channel.send(post(), { nonce: 'n', possibleRepeat: false, signal })).id);
      }
    }
    expect(ids.size).toBe(25);
  });
});

describe('on a terminal', () => {
  it('has colours, and breaks long lines itself', async () => {
    const { print } = open({ tty: true, colour: true, columns: 40 });
    const text = await print(post({ message: { title: 'x'.repeat(60), body: 'y '.repeat(60), link: null } }));
    expect(text).toContain('\u001b[36m03:00:00  ● \u001b[39m\u001b[1mxxx');
    const lines = plain(text).split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect(line.length).toBeLessThan(40);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {10}[│└]/);
  });
});

describe('hostile text', () => {
  const HOSTILE = [
    ...naughtyStrings,
    ...logInjections.map(([, value]) => value),
    'first\r\n03:00:00  ● forged',
    'first\r03:00:00  ● forged',
    'first\u202803:00:00  ● forged\u000b\u000c\u0085x',
    '\u001b[2J\u001b[H\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
    `${' '.repeat(150)}03:00:00  ● forged`,
  ];

  test.each([
    ['in a pipe', {}],
    ['on a terminal', { tty: true, colour: true, columns: 80 }],
  ])('neither moves the cursor nor forges a line, %s', async (_, deps) => {
    const { print } = open(deps);
    for (const text of HOSTILE) {
      const hostile = {
        title: text,
        facts: [{ label: 'Host', text }],
        body: `${text}\n${text}`,
        link: `https://example.org/${text}`,
      };
      const button = { label: text, action: 'x' };
      const from = { ...origin, type: text };
      for (const outgoing of [
        post({ message: hostile, buttons: [button], origin: from }),
        {
          kind: 'list',
          entries: [{ title: text, severity: 'info', origin: from }],
          severity: 'info',
          silent: false,
        },
        {
          kind: 'edit',
          ref: { id: text },
          message: hostile,
          severity: 'info',
          status: 'muted',
          buttons: [button],
          silent: false,
        },
        { kind: 'reply', ref: { id: text }, message: hostile, severity: 'info', silent: false },
      ] satisfies Outgoing[]) {
        const printed = await print(outgoing);
        const shown = 'columns' in deps ? plain(printed) : printed;
        expect(shown).not.toMatch(
          /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u,
        );
        const [head, ...rest] = shown.split('\n').slice(0, -1);
        expect(head).toMatch(/^03:00:00 {2}[●(]/);
        for (const line of rest) expect(line).toMatch(/^ {10}[├│→└[]/);
      }
    }
  });

  it('shows no secret', async () => {
    const secret = 'hunter2-hunter2';
    const from = { ...origin, type: secret };
    const leaking = {
      title: secret,
      facts: [{ label: 'Host', text: secret }],
      body: `a ${secret}\nb`,
      link: `https://example.org/?k=${secret}`,
    };
    const text = await open().print(
      post({ message: leaking, origin: from, buttons: [{ label: 'Trace', action: `trace ${secret}` }] }),
    );
    expect(text).not.toContain('hunter2');
    expect(text.match(/\[redacted\]/g)).toHaveLength(6);
  });
});

describe('the stream', () => {
  it('must have taken the bytes before a message counts as sent', async () => {
    const { channel, sink } = open();
    sink.mode = 'hold';
    let sent = false;
    const signal = new AbortController().signal;
    const sending = channel
      .send(post(), { nonce: 'n', possibleRepeat: false, signal })
      .then(() => (sent = true));
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(sent).toBe(false);
    sink.release();
    await sending;
  });

  it('that takes nothing holds nobody longer than the signal', async () => {
    const { channel, sink } = open();
    sink.mode = 'hold';
    const stop = new AbortController();
    const sending = channel.send(post(), { nonce: 'n', possibleRepeat: false, signal: stop.signal });
    stop.abort();
    await expect(sending).rejects.toMatchObject({ verdict: { action: 'retry', reason: 'timeout' } });
    await expect(
      channel.send(post(), { nonce: 'n', possibleRepeat: false, signal: stop.signal }),
    ).rejects.toBeInstanceOf(FarEndError);
  });

  it('whose reader went away is network trouble, and ends nothing', async () => {
    const stream = new PassThrough();
    const { channel } = open({ stdout: stream });
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    const signal = new AbortController().signal;
    await expect(channel.send(post(), { nonce: 'n', possibleRepeat: false, signal })).rejects.toMatchObject({
      verdict: { action: 'retry', reason: 'network', retryAfterMs: null },
    });
    await channel.close();
  });
});

/** Without the colours that are ours. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- colours are escape sequences
  return text.replaceAll(/\u001b\[\d+m/g, '');
}
