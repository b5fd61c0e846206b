import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseOrNull } from './core/parse-or-null.ts';

const runSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.int(),
  publicUrl: z.string(),
  privateUrl: z.string(),
});

/** Where the running program is reached; commands that change something go there. */
export type Run = z.infer<typeof runSchema>;

const NAME = 'run.json';

export function writeRun(dataDir: string, run: Run): void {
  writeFileSync(join(dataDir, NAME), `${JSON.stringify(run)}\n`, { mode: 0o600 });
}

export function removeRun(dataDir: string): void {
  rmSync(join(dataDir, NAME), { force: true });
}

/** `null` where no program runs: there is no file, or its process is gone (it was killed). */
export function readRun(dataDir: string): Run | null {
  let text: string;
  try {
    text = readFileSync(join(dataDir, NAME), 'utf8');
  } catch {
    return null;
  }
  const run = runSchema.safeParse(parseOrNull(text));
  return run.success && isAlive(run.data.pid) ? run.data : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
