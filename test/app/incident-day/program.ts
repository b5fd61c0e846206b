import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import type { Step } from '../../support/clocked-child.ts';

const startedSchema = z.object({ privateUrl: z.string() });
const doneSchema = z.object({ now: z.number() });

/** The whole program in a process of its own, by a clock of the test's. */
export interface ClockedProgram {
  /** Resolves when all of it is done. */
  step(step: Step): Promise<void>;
  /** Kills it hard in the middle of a step, as soon as `moment` has come. */
  killIn(step: Step, moment: Promise<unknown>): Promise<void>;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<number>;
  stop(): Promise<void>;
}

export async function startClocked(config: string, now: number): Promise<ClockedProgram> {
  const child: ChildProcess = fork(
    new URL('../../support/clocked-child.ts', import.meta.url),
    [config, `${now}`],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const [ready] = await once(child, 'message');
  const { privateUrl } = startedSchema.parse(ready);

  async function gone(): Promise<void> {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  return {
    async step(step) {
      child.send(step);
      const [done] = await once(child, 'message');
      doneSchema.parse(done);
    },
    async killIn(step, moment) {
      child.send(step);
      await moment;
      await gone();
    },
    get: async (path) => (await fetch(privateUrl + path)).json(),
    async post(path, body) {
      const response = await fetch(privateUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.status;
    },
    stop: gone,
  };
}
