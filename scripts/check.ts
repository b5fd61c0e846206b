/**
 * Checks types, lint, format and unused code: all of them, or those named. A check that passes without having looked
 * at every source file fails: `node scripts/check.ts [types|lint|format|unused]…`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDERS = ['bin', 'src', 'scripts', 'bench', 'test'];
const LONGEST_MS = 300_000;

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** How many files it says it looked at. */
  readonly looked: (output: string) => number;
  /** What of its output a person wants to see. */
  readonly shown?: (output: string) => string;
  /** The ends of the names of the files it must have looked at. */
  readonly ends: readonly string[];
}

const CODE = ['.ts', '.mjs'];

const CHECKS: readonly Check[] = [
  {
    name: 'types',
    command: ['tsc', '--noEmit', '--pretty', 'false', '--listFiles', '--project', '.'],
    looked: (output) => output.split('\n').filter(isOwnFile).length,
    shown: (output) =>
      output
        .split('\n')
        .filter((line) => !line.startsWith('/'))
        .join('\n'),
    ends: ['.ts'],
  },
  {
    name: 'lint',
    command: ['oxlint', '--type-aware', '--tsconfig', 'tsconfig.json', ...FOLDERS],
    looked: (output) => numberIn(/ on (\d+) files? with \d+ rules/, output),
    ends: CODE,
  },
  {
    name: 'format',
    command: ['oxfmt', '--check', '.'],
    looked: (output) => numberIn(/ on (\d+) files? using/, output),
    ends: CODE,
  },
  {
    name: 'unused',
    command: ['knip', '--no-progress', '--reporter', 'symbols', '--reporter', './scripts/knip-count.ts'],
    looked: (output) => numberIn(/^knip read (\d+) files/m, output),
    ends: CODE,
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `no check ${unknown.join(', ')}; there is: ${CHECKS.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
const failed = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).filter(
  (check) => !passes(check),
);
if (failed.length > 0) {
  process.stderr.write(`failed: ${failed.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 1;
}

function passes({ name, command: [program, ...args], looked, shown, ends }: Check): boolean {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const ran = spawnSync(program, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    timeout: LONGEST_MS,
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = `${ran.stdout}${ran.stderr}`;
  const least = sources(ends).length;
  const seen = looked(output);
  const good = ran.status === 0 && least > 0 && seen >= least;
  if (!good) process.stdout.write(`${(shown ?? String)(output).trimEnd()}\n`);
  const why = ran.status === 0 && !good ? `: it must look at ${least} at least` : '';
  process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name}, ${seen} files looked at${why}\n`);
  return good;
}

/** Every source file there is. Fixtures are data. */
function sources(ends: readonly string[]): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }),
  ).filter((file) => ends.some((end) => file.endsWith(end)) && !file.startsWith('fixtures/'));
}

function isOwnFile(line: string): boolean {
  return FOLDERS.some((folder) => line.startsWith(join(ROOT, folder, '/')));
}

function numberIn(pattern: RegExp, output: string): number {
  return Number(pattern.exec(output)?.[1] ?? 0);
}
