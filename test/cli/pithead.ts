import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../bin/pithead.mjs', import.meta.url));
const LONGEST_MS = 30_000;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command line in a folder, with nothing of this process's environment. */
export async function pithead(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, out, err };
}

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).href;
/** Ends what one command printed. */
const MARK = '\u0000';

/**
 * Several command lines one after the other in one process, which loads the program once: most of what a command
 * takes is that.
 */
export async function pitheads(cwd: string, lines: readonly (readonly string[])[]): Promise<readonly Ran[]> {
  const script = `import { main } from ${JSON.stringify(MAIN)};
    for (const args of JSON.parse(process.argv[1])) {
      process.exitCode = undefined;
      await main(['node', 'pithead', ...args]);
      process.stdout.write((process.exitCode ?? 0) + ${JSON.stringify(MARK)});
      process.stderr.write(${JSON.stringify(MARK)});
      process.stdout.removeAllListeners('error');
      process.stderr.removeAllListeners('error');
    }
    process.exitCode = 0;`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, JSON.stringify(lines)], {
    cwd,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'close');
  const [outs, errs] = (await Promise.all([text(child.stdout), text(child.stderr)])).map((all) =>
    all.split(MARK),
  );
  const [code] = await ended;
  if (code !== 0 || outs?.length !== lines.length + 1)
    throw new Error(`it ended with ${code}: ${String(errs)}`);
  return lines.map((_line, index) => {
    const out = outs[index] ?? '';
    return { code: Number(out.slice(-1)), out: out.slice(0, -1), err: errs?.[index] ?? '' };
  });
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
