import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { BIN } from '../pithead.ts';

const LONGEST_MS = 50_000;
export const ENTER = '\r';
export const DOWN = '\u001b[B';
export const CTRL_C = '\u0003';

export interface Terminal {
  /** Resolves with what `pattern` found in what came since the last sight. Rejects when the command has ended without it. */
  see(pattern: string | RegExp): Promise<string>;
  type(keys: string): void;
  /** Nothing more is typed. */
  endInput(): void;
  /** All that came so far, without its colours and cursor movements. */
  screen(): string;
  /** The same, raw. */
  raw(): string;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs the command line on a pseudo-terminal (util-linux' `script`), 200 columns wide. */
export function openTerminal(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Terminal {
  const quoted = [process.execPath, BIN, ...args].map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`);
  return watch('script', ['-qfec', `stty cols 200 rows 60; exec ${quoted.join(' ')}`, '/dev/null'], cwd, {
    TERM: 'xterm',
    SHELL: '/bin/sh',
    ...env,
  });
}

/** Runs the command line without a terminal; what it prints can be read while it runs. */
export function openPipes(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Terminal {
  return watch(process.execPath, [BIN, ...args], cwd, env);
}

function watch(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Terminal {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'pipe',
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  let raw = '';
  let seen = 0;
  let gone = false;
  let look: (() => void) | null = null;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      raw += more;
      look?.();
    });
  }
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code]): number | null => {
    gone = true;
    look?.();
    return typeof code === 'number' ? code : null;
  });
  const screen = (): string => stripVTControlCharacters(raw).replaceAll('\r', '');

  return {
    see: (pattern) =>
      new Promise((resolve, reject) => {
        const find = (): void => {
          const rest = screen().slice(seen);
          const match = typeof pattern === 'string' ? null : pattern.exec(rest);
          const found = typeof pattern === 'string' ? pattern : match?.[0];
          const at = found === undefined ? -1 : rest.indexOf(found);
          if (found !== undefined && at !== -1) {
            seen += at + found.length;
            look = null;
            resolve(match?.[1] ?? found);
          } else if (gone) {
            reject(new Error(`it ended without ${String(pattern)}:\n${screen()}`));
          }
        };
        look = find;
        find();
      }),
    type: (keys) => void child.stdin.write(keys),
    endInput: () => child.stdin.end(),
    screen,
    raw: () => raw,
    ended,
  };
}
