import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startResident, type Ran, type Resident } from './resident.ts';

export const BIN = fileURLToPath(new URL('../../bin/pithead.mjs', import.meta.url));
const LONGEST_MS = 30_000;

export type { Ran };

/** Runs the real command line in a folder, with nothing of this process's environment. */
export async function pithead(cwd: string, args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, out, err };
}

/** Shared by all tests of this process. */
let resident: Resident | null = null;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Several command lines one after the other in a process that has the program loaded: most of what a command takes is
 * that.
 */
export function pitheads(cwd: string, lines: readonly (readonly string[])[]): Promise<readonly Ran[]> {
  const all = turn.then(async () => {
    const ran: Ran[] = [];
    resident ??= startResident();
    for (const args of lines) ran.push(await resident.run({ cwd, args }));
    return ran;
  });
  turn = all.catch(() => (resident = null));
  return all;
}

export interface Started {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Asks it to end, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Runs `pithead start` until the banner is there. Whoever starts it stops it. */
export async function startPithead(cwd: string, args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [BIN, 'start', ...args], {
    cwd,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (out += more));
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      err += more;
      if (err.includes('Pithead is running') && err.includes('examples/hello.json')) resolve();
    });
    child.once('close', () => reject(new Error(`it ended: ${out}${err}`)));
  });
  await ready;
  return {
    child,
    out: () => out,
    err: () => err,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}
