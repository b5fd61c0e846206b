import { describe, expect, it } from 'vitest';
import { parseArguments, usageOf } from '../../../src/bots/commands/parse-arguments.ts';
import type { CommandInfo } from '../../../src/core/chat.ts';

const info: CommandInfo = {
  name: 'mute',
  about: 'say nothing for a while',
  args: [
    { name: 'target', about: 'what', required: true },
    { name: 'duration', about: 'how long', required: true },
    { name: 'why', about: 'the reason', required: false, rest: 'text' },
  ],
};

describe('arguments', () => {
  it.each<[string, string | Record<string, string>, Record<string, string>]>([
    ['a line', 'ops 1h', { target: 'ops', duration: '1h' }],
    ['spaces, tabs and line ends', '  ops\t\n 1h  ', { target: 'ops', duration: '1h' }],
    [
      'the rest of the line',
      'ops 1h the "disk" is  full ',
      { target: 'ops', duration: '1h', why: 'the "disk" is full' },
    ],
    ['quotes and backticks around a word', '`ops` “1h”', { target: 'ops', duration: '1h' }],
    ['several words in quotes', '"host=my server" 1h', { target: 'host=my server', duration: '1h' }],
    ['several words in typographic quotes', '“my pi” 1h', { target: 'my pi', duration: '1h' }],
    ['several words in German quotes', '„my pi“ 1h x', { target: 'my pi', duration: '1h', why: 'x' }],
    ['a quote that does not end', '"my 1h', { target: 'my', duration: '1h' }],
    ['a word of 200', `${'x'.repeat(200)} 1h`, { target: 'x'.repeat(200), duration: '1h' }],
    ['hidden reordering', 'o\u202eps 1h', { target: 'ops', duration: '1h' }],
    ['options', { duration: '1h', target: ' ops ' }, { target: 'ops', duration: '1h' }],
    [
      'an option of several words',
      { target: 'ops now', duration: '1h' },
      { target: 'ops now', duration: '1h' },
    ],
    [
      'an empty option that is not needed',
      { target: 'a', duration: 'b', why: '' },
      { target: 'a', duration: 'b' },
    ],
  ])('%s', (_what, given, expected) => {
    const parsed = parseArguments(info, typeof given === 'string' ? given : new Map(Object.entries(given)));
    expect(parsed).toEqual({ ok: true, args: new Map(Object.entries(expected)) });
  });

  it.each<[string, string | Record<string, string>, string]>([
    ['nothing', '', 'TARGET is missing'],
    ['too little', 'ops', 'DURATION is missing'],
    ['quotes around nothing', '"" 1h', 'TARGET is missing'],
    ['only quotes', '`` 1h', 'TARGET is missing'],
    ['a word too long', `${'x'.repeat(201)} 1h`, 'TARGET is too long, 200 characters at most'],
    ['a rest too long', `ops 1h ${'y '.repeat(2_000)}`, 'WHY is too long, 200 characters at most'],
    ['an option that is missing', { target: 'ops' }, 'DURATION is missing'],
    ['an empty option', { target: '', duration: '1h' }, 'TARGET is missing'],
    [
      'an option too long',
      { target: 'x'.repeat(6_000), duration: '1h' },
      'TARGET is too long, 200 characters at most',
    ],
    [
      'an option that there is not',
      { target: 'ops', duration: '1h', other: 'x' },
      '/mute takes no more than 3 words',
    ],
  ])('refuses %s', (_what, given, why) => {
    const parsed = parseArguments(info, typeof given === 'string' ? given : new Map(Object.entries(given)));
    expect(parsed).toEqual({ ok: false, problem: `${why}: type /mute TARGET DURATION [why]` });
  });

  it('that are wrong are told with an example, where the command has one', () => {
    expect(parseArguments({ ...info, example: '/mute host=pi 2h' }, 'host=pi')).toEqual({
      ok: false,
      problem: 'DURATION is missing: type /mute TARGET DURATION [why], like /mute host=pi 2h',
    });
  });

  it.each([
    ['host=my server', 'host=my server'],
    ['  "host=my  server" ', 'host=my server'],
    ['`host=pi`', 'host=pi'],
    ['host=p\u200bi', 'host=pi'],
  ])('a name that takes the rest of the line is read from %j', (line, target) => {
    const [first] = info.args;
    const args = first === undefined ? [] : [{ ...first, rest: 'name' } as const];
    expect(parseArguments({ ...info, args }, line)).toEqual({
      ok: true,
      args: new Map([['target', target]]),
    });
  });

  it('are shown as they are typed', () => {
    expect(usageOf(info)).toBe('/mute TARGET DURATION [why]');
    expect(usageOf({ name: 'status', about: '', args: [] })).toBe('/status');
  });
});
