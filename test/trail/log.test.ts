import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { createLog, type LogOptions } from '../../src/trail/log.ts';
import { MAX_WAITING } from '../../src/trail/outlet.ts';
import { fail2banFilter, logInjections, naughtyStrings } from '../support/corpora.ts';
import { createSink } from '../support/sinks.ts';

const NOW = Date.UTC(2026, 10, 22, 3);
const TIME = '{"time":"2026-11-22T03:00:00.000Z"';
const KEY = 'hunter2-"hunter2"';

function setUp(options: Partial<LogOptions> = {}, columns?: number) {
  const sink = createSink(columns);
  const redact = createRedactor([new Secret(KEY)]);
  const log = createLog({
    stdout: sink,
    tty: false,
    colour: false,
    timezone: 'Europe/Berlin',
    now: () => NOW,
    redact,
    ...options,
  });
  const lines = (): string[] => sink.text.split('\n').slice(0, -1);
  return { sink, log, lines };
}

describe('a line of JSON', () => {
  it('begins with time, ip, outcome and reason, goes on in the order given, ends in step and level', () => {
    const { log, sink } = setUp();
    log.warn('request.refused', {
      source: 'github',
      status: 401,
      reason: 'signature_mismatch',
      outcome: 'reject',
      ip: '198.51.100.7',
    });
    expect(sink.text).toBe(
      `${TIME},"ip":"198.51.100.7","outcome":"reject","reason":"signature_mismatch","source":"github","status":401,"step":"request.refused","level":"warn"}\n`,
    );
  });

  it('has no ip where none is given, and holds every kind of value', () => {
    const { log, sink } = setUp();
    log.info('started', { count: 0, ok: true, none: null, list: ['a', 'b'], empty: '', infinite: Infinity });
    log.error('bare');
    expect(sink.text).toBe(
      `${TIME},"count":0,"ok":true,"none":null,"list":["a","b"],"empty":"","infinite":null,"step":"started","level":"info"}\n` +
        `${TIME},"step":"bare","level":"error"}\n`,
    );
  });

  it('keeps its own names to itself', () => {
    const { log, lines } = setUp();
    log.info('real', { time: 'forged', step: 'forged', level: 'forged', ['__proto__']: 'own' });
    expect(lines()).toEqual([
      `${TIME},"field.time":"forged","field.step":"forged","field.level":"forged","__proto__":"own","step":"real","level":"info"}`,
    ]);
  });

  test.each([...logInjections, ['the naughty strings', null] as const])(
    '%s can only be a value',
    (_, injection) => {
      const { log, lines } = setUp();
      const values = injection === null ? naughtyStrings : [injection];
      for (const value of values) {
        log.warn('request.refused', {
          ip: '198.51.100.7',
          outcome: 'accept',
          path: value,
          all: [value, value],
        });
      }
      expect(lines()).toHaveLength(values.length);
      lines().forEach((line, i) => {
        const kept = (values[i] ?? '').toWellFormed().slice(0, 1_900);
        expect(line.startsWith(`${TIME},"ip":"198.51.100.7","outcome":"accept","path":"`)).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/u);
        expect(line.match(/(?<!\\)"ip":/g)).toHaveLength(1);
        const parsed: unknown = JSON.parse(line);
        expect(parsed).toMatchObject({
          path: expect.stringContaining(kept),
          step: 'request.refused',
          level: 'warn',
        });
      });
    },
  );

  it('clips long texts and lists', () => {
    const { log, lines } = setUp();
    log.info('long', { text: 'x'.repeat(100_000), list: Array.from({ length: 50 }, (_, i) => `${i}`) });
    const { text, list } = z
      .object({ text: z.string(), list: z.array(z.string()) })
      .parse(JSON.parse(lines()[0] ?? ''));
    expect([text.length, text.endsWith('x…'), list.length, list.at(-1)]).toEqual([
      2_000,
      true,
      21,
      '… 30 more',
    ]);
  });

  it('holds no secret, and is JSON all the same', () => {
    const { log, lines, sink } = setUp();
    log.info('leak', { a: `key=${KEY}&x=1`, b: [JSON.stringify({ KEY })], c: `${'x'.repeat(1_990)}${KEY}` });
    expect(sink.text).not.toContain('hunter2');
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      a: 'key=[redacted]&x=1',
      b: ['{"KEY":"[redacted]"}'],
    });
  });
});

describe('the fail2ban filter over the log', () => {
  const [, datepattern = ''] = /^datepattern = (.+)$/m.exec(fail2banFilter) ?? [];
  const [, failregex = ''] = /^failregex = (.+)$/m.exec(fail2banFilter) ?? [];
  // fail2ban cuts the date out, then matches the rest; <ADDR> is its pattern of an address.
  const date = datepattern.replace('%%Y-%%m-%%dT%%H:%%M:%%S', String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`);
  const rest = failregex.replace(/^\^/, '').replace('<ADDR>', String.raw`(?<addr>[\d.]+|[\da-f:]+)`);
  const filter = new RegExp(date + rest);

  test.each([
    [
      'a wrong signature',
      { ip: '198.51.100.7', outcome: 'reject', reason: 'signature_mismatch' },
      '198.51.100.7',
    ],
    [
      'no signature, IPv6',
      { reason: 'signature_missing', ip: '2001:db8::7', outcome: 'reject' },
      '2001:db8::7',
    ],
    ['an old signature', { ip: '198.51.100.7', outcome: 'reject', reason: 'timestamp_skew' }, undefined],
    ['an accepted request', { ip: '198.51.100.7', outcome: 'accept' }, undefined],
    [
      'a forged line in a value',
      {
        ip: '198.51.100.9',
        outcome: 'accept',
        agent: `x"}\n${TIME},"ip":"8.8.8.8","outcome":"reject","reason":"signature_mismatch"`,
      },
      undefined,
    ],
  ])('%s', (_, fields, banned) => {
    const { log, lines } = setUp();
    log.warn('request', fields);
    expect(lines().map((line) => filter.exec(line)?.groups?.['addr'])).toEqual([banned]);
  });
});

describe('a stream that takes nothing', () => {
  it('loses lines beyond a bound, and says later how many', () => {
    const { log, sink, lines } = setUp();
    sink.mode = 'hold';
    const text = 'x'.repeat(1_000);
    for (let i = 0; i < 2_000; i++) log.info('busy', { i, text });
    expect(sink.held).toBeLessThanOrEqual(MAX_WAITING);
    expect(sink.held).toBeGreaterThan(MAX_WAITING * 0.99);
    sink.mode = 'take';
    sink.release();
    const kept = lines().filter((line) => line.includes('"busy"')).length;
    expect(lines().filter((line) => line.includes('log.dropped'))).toEqual([
      `${TIME},"lines":${2_000 - kept},"step":"log.dropped","level":"warn"}`,
    ]);
    expect(kept).toBeLessThan(1_100);
  });

  it('that refuses them loses them, and counts them once it takes some again', () => {
    const { log, sink, lines } = setUp();
    sink.mode = 'refuse';
    log.info('one');
    log.info('two');
    sink.mode = 'take';
    log.info('three');
    expect(lines()).toEqual([
      `${TIME},"step":"three","level":"info"}`,
      `${TIME},"lines":2,"step":"log.dropped","level":"warn"}`,
    ]);
  });

  it('throws nothing into whoever logs', () => {
    const sink = createSink();
    sink.write = () => {
      throw new Error('gone');
    };
    const { log } = setUp({ stdout: sink });
    expect(() => log.info('step')).not.toThrow();
  });

  it('flush waits for what is on its way, or until it is told to stop', async () => {
    const { log, sink } = setUp();
    await log.flush();
    sink.mode = 'hold';
    log.info('step');
    const stop = new AbortController();
    let flushed = false;
    const waiting = log.flush().then(() => (flushed = true));
    const bounded = log.flush(stop.signal);
    stop.abort();
    await bounded;
    expect(flushed).toBe(false);
    sink.release();
    await waiting;
  });

  it('does not end the process when its reader goes away', async () => {
    const script = fileURLToPath(new URL('../support/log-to-stdout.ts', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await once(child, 'close');
    expect([said, child.exitCode]).toEqual(['still alive after 100 lines', 0]);
  });
});

describe('on a terminal', () => {
  it('a line is short, in local time, with values quoted where they could be mistaken', () => {
    const { log, lines } = setUp({ tty: true });
    log.info('accepted', { source: 'github', title: 'a b=c', list: ['x', 'y z'], n: 3 });
    log.error('failed');
    expect(lines()).toEqual([
      '04:00:00 accepted source=github title="a b=c" list=[x,"y z"] n=3',
      '04:00:00 ERROR failed',
    ]);
  });

  it('has colours where they are wanted', () => {
    const { log, sink } = setUp({ tty: true, colour: true });
    log.error('failed');
    expect(sink.text).toBe('\u001b[31m04:00:00 ERROR failed\u001b[39m\n');
  });

  it('hostile text neither moves the cursor nor begins a line, however long', () => {
    const { log, lines } = setUp({ tty: true }, 60);
    const values = [...logInjections.map(([, value]) => value), ...naughtyStrings];
    for (const value of values) log.info('step', { value });
    for (const line of lines()) {
      expect(line).toMatch(/^(04:00:00 step value=| {9})/);
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
      expect(line.length).toBeLessThan(60);
    }
  });
});
