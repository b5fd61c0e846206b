import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/index.ts';
import { VERSION } from '../../src/version.ts';
import { pithead, pitheads, type Ran } from './pithead.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-usage-'));
  writeFileSync(join(dir, 'bad.yaml'), 'sources:\n  a: { scheme: github, secrets: [""] }\n');
  writeFileSync(join(dir, 'body'), '{}');
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('--help', () => {
  it('tells what every command does and takes, on stdout, with 0', async () => {
    const all = await pitheads(
      dir,
      COMMANDS.map(({ name }) => [name, '--help']),
    );
    for (const [index, { name, summary, ...command }] of COMMANDS.entries()) {
      const { code, out, err } = all[index] ?? { code: null, out: '', err: '' };
      expect([name, code, err]).toEqual([name, 0, '']);
      expect(out).toContain(`Usage: pithead ${name}`);
      expect(out.replace(/\s+/g, ' ')).toContain(summary);
      expect(out).toContain('--config <file>');
      const flags = 'options' in command ? command.options.map(({ flag }) => flag) : [];
      for (const flag of flags) expect(out).toContain(flag);
      expect(out.includes('--json')).toBe('json' in command);
    }
  });

  it('lists every command', async () => {
    const [help, version] = await pitheads(dir, [['--help'], ['--version']]);
    expect(help?.code).toBe(0);
    for (const { name } of COMMANDS) expect(help?.out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(version).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });
});

/** What goes wrong, the command line, and what is said of it. */
type Case = readonly [what: string, args: readonly string[], message: string];

function eachEndsWith(exitCode: number, cases: readonly Case[]): void {
  let ran: readonly Ran[] = [];
  beforeAll(async () => {
    ran = await pitheads(
      dir,
      cases.map(([, args]) => args),
    );
  });

  it.each(cases.map(([what, , message], index) => [what, message, index] as const))(
    '%s',
    (_what, message, index) => {
      const { code, out, err } = ran[index] ?? { code: null, out: '', err: '' };
      expect([code, out]).toEqual([exitCode, '']);
      expect(err).toContain(message);
      expect(err).not.toMatch(/^\s+at /m);
    },
  );
}

describe('wrong usage ends with 2 and says what is wrong, on stderr', () => {
  const cases: readonly Case[] = [
    ['no command', [], 'Usage: pithead'],
    ['an unknown command', ['stats'], "unknown command 'stats'"],
    ['an unknown option', ['events', '--since', '1h'], "unknown option '--since'"],
    ['a missing argument', ['trace'], "missing required argument 'id'"],
    ['one argument too many', ['trace', 'a', 'b'], 'too many arguments'],
    ['an option without its value', ['events', '--limit'], "option '--limit <count>' argument missing"],
    ['a limit of nothing', ['events', '--limit', '0'], '--limit takes a whole number from 1 to 500'],
    ['verify without a source', ['verify'], '--source is needed: see "npx pithead verify --help"'],
    ['a file that is not there', ['send', 'demo', 'nowhere.json'], "nowhere.json can't be read (ENOENT"],
    [
      'a time that is none',
      ['verify', '--source', 'demo', '--headers', 'body', '--body', 'body', '--now', 'today'],
      '--now takes unix seconds, digits only',
    ],
  ];
  eachEndsWith(2, cases);
});

describe('a problem ends with 1 and says what to do next, on stderr', () => {
  const cases: readonly Case[] = [
    [
      'a configuration that is not there',
      ['status', '--config', 'none.yaml'],
      "none.yaml: can't be read (ENOENT)",
    ],
    ['a configuration that is wrong', ['events', '--config', 'bad.yaml'], 'bad.yaml:2: sources.a.secrets'],
    ['the same at the start', ['start', '--config', 'bad.yaml'], '"npx pithead check" looks again'],
    ['no database yet', ['status'], 'start the program first (npm start)'],
    [
      'no program to ask',
      ['replay', '1m5ma3pfz0000'],
      'the program does not run here: start it first (npm start)',
    ],
    ['a source that is not there', ['send', 'github', 'body'], 'there is no source "github"; there is: demo'],
    [
      'nobody at the address',
      ['send', 'demo', 'body', '--url', 'http://127.0.0.1:9/hooks/demo'],
      "http://127.0.0.1:9/hooks/demo can't be reached",
    ],
  ];
  eachEndsWith(1, cases);
});

describe('the real process', () => {
  it.each([
    [0, ['check']],
    [1, ['status']],
    [2, ['trace']],
  ])('ends with %i where it must', async (code, args) => {
    expect(await pithead(dir, args)).toMatchObject({ code });
  });
});
