import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  connectionSchema,
  connectionSettings,
  deadmanSchema,
  deadmanSettings,
  heartbeatSchema,
  heartbeatSettings,
} from '../../src/watch/schema.ts';
import { targetOf } from '../../src/watch/target.ts';

const TARGETS = ['1.1.1.1:443', 'https://example.org'];

function problems(schema: z.ZodType, entry: unknown): string {
  return (schema.safeParse(entry).error?.issues ?? []).map(({ message }) => message).join('; ');
}

describe('a target', () => {
  it.each([
    ['1.1.1.1:443', '1.1.1.1:443'],
    ['Example.ORG:53', 'example.org:53'],
    ['[2606:4700::1111]:443', '[2606:4700::1111]:443'],
    ['https://example.org/some/path?key=1', 'example.org:443'],
    ['http://example.org', 'example.org:80'],
    ['https://[2606:4700::1111]:8443/', '[2606:4700::1111]:8443'],
    ['localhost:1', 'localhost:1'],
  ])('%s is %s', (text, name) => {
    expect(targetOf(text)?.name).toBe(name);
  });

  it.each([
    'example.org',
    ':443',
    'example.org:0',
    'example.org:65536',
    'ftp://example.org',
    'https://',
    'a b:1',
    '2606::1:443',
    '-a:1',
    '',
  ])('"%s" is none', (text) => {
    expect(targetOf(text)).toBeNull();
  });

  it('of IPv6 is connected to without its brackets', () => {
    expect(targetOf('[::1]:80')?.host).toBe('::1');
    expect(targetOf('http://[::1]')?.host).toBe('::1');
  });
});

describe('the configuration', () => {
  it('has defaults and becomes settings', () => {
    expect(connectionSettings(connectionSchema.parse({ targets: TARGETS }))).toEqual({
      targets: [
        { host: '1.1.1.1', port: 443, name: '1.1.1.1:443' },
        { host: 'example.org', port: 443, name: 'example.org:443' },
      ],
      everyMs: 60_000,
    });
    const deadman = deadmanSettings(deadmanSchema.parse({ url: 'https://hc-ping.com/uuid' }));
    expect([deadman.url.reveal(), deadman.everyMs]).toEqual(['https://hc-ping.com/uuid', 300_000]);
    expect(JSON.stringify(deadman)).not.toContain('uuid');
    expect(heartbeatSettings(heartbeatSchema.parse({ channel: 'ops', every: '10m' }))).toEqual({
      channel: 'ops',
      everyMs: 600_000,
    });
  });

  it.each<[z.ZodType, unknown, RegExp]>([
    [connectionSchema, { targets: TARGETS.slice(1) }, /2 to 10 targets/],
    [connectionSchema, { targets: Array.from({ length: 11 }, (_, i) => `h${i}:1`) }, /2 to 10 targets/],
    [connectionSchema, { targets: ['example.org:443', 'https://example.org/a'] }, /twice/],
    [connectionSchema, { targets: ['example.org', '1.1.1.1:443'] }, /HOST:PORT/],
    [connectionSchema, { targets: '1.1.1.1:443' }, /list of targets/],
    [connectionSchema, { targets: TARGETS, every: '9s' }, /10s to 1h/],
    [connectionSchema, { targets: TARGETS, every: '61m' }, /10s to 1h/],
    [connectionSchema, { targets: TARGETS, every: 60 }, /10s to 1h/],
    [connectionSchema, { targets: TARGETS, evry: '1m' }, /evry/],
    [deadmanSchema, { url: 'ftp://example.org' }, /http or https/],
    [deadmanSchema, { url: 'https://user:word@example.org/' }, /no user/],
    [deadmanSchema, { url: 'https://example.org/#a' }, /fragment/],
    [deadmanSchema, { url: 'https://example.org', every: '59s' }, /1m to 24h/],
    [deadmanSchema, { every: '5m' }, /http or https/],
    [heartbeatSchema, { every: '5m' }, /name a channel/],
    [heartbeatSchema, { channel: 'ops', every: '25h' }, /1m to 24h/],
  ])('is refused with what to write: %#', (schema, entry, problem) => {
    expect(problems(schema, entry)).toMatch(problem);
  });

  it("never shows the address of a dead man's switch in a problem", () => {
    expect(problems(deadmanSchema, { url: 'hc-ping.com/uuid-0815' })).not.toContain('0815');
  });

  it.each(['10s', '1h'])('takes %s', (every) => {
    expect(problems(connectionSchema, { targets: TARGETS, every })).toBe('');
  });
});
