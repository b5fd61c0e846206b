import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A child process of ours and what it says. */
export interface Child {
  /** Sends `message` and resolves with the answer. Rejects where the child ends instead. */
  ask(message: string | object): Promise<unknown>;
  /** Resolves with the next thing it says by itself. */
  said(): Promise<unknown>;
  /** Bytes it made the kernel write to disks so far. */
  writtenBytes(): number;
  /** Resident memory in MiB: now, and the most there was. */
  memory(): { readonly now: number; readonly peak: number };
  /** Ends it hard and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a TypeScript file under this Node. Its stdout and stderr go to the file descriptors given. */
export function start(file: string, args: readonly string[], stdout: number, stderr: number): Child {
  const child = fork(new URL(file, import.meta.url), args, {
    stdio: ['ignore', stdout, stderr, 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const said = (): Promise<unknown> => nextMessage(child, file);
  return {
    said,
    ask(message) {
      const answer = said();
      child.send(message);
      return answer;
    },
    writtenBytes: () => numberIn(`/proc/${child.pid}/io`, /^write_bytes: (\d+)$/m),
    memory: () => ({
      now: numberIn(`/proc/${child.pid}/status`, /^VmRSS:\s+(\d+) kB$/m) / 1_024,
      peak: numberIn(`/proc/${child.pid}/status`, /^VmHWM:\s+(\d+) kB$/m) / 1_024,
    }),
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Starts a server and resolves with its address too. */
export async function startServer(...how: Parameters<typeof start>): Promise<{ child: Child; url: string }> {
  const child = start(...how);
  const { url } = z.object({ url: z.url() }).parse(await child.said());
  return { child, url };
}

async function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const onExit = (code: number | null): void => reject(new Error(`${file} ended with ${code ?? 'a signal'}`));
  child.once('message', resolve);
  child.once('exit', onExit);
  try {
    return await promise;
  } finally {
    child.off('exit', onExit);
    child.off('message', resolve);
  }
}

function numberIn(file: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${file} does not say what is looked for`);
  return Number(found);
}
