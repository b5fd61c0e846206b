import { execFile } from 'node:child_process';

/** What is no more than a reading must not hold anything up. */
const LONGEST_MS = 3_000;
const MOST_BYTES = 65_536;

/** Runs a program without a shell and gives what it printed; `null`: it is not there, failed, or took longer than 3 s. */
export function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { timeout: LONGEST_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const;
    execFile(program, args, options, (error, printed) => resolve(error === null ? printed : null));
  });
}
