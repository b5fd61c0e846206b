import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';

const LONGEST_MS = 30_000;
/** Ends on each stream what one command printed. */
export const MARK = '\u0000';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One command line, and the folder that it runs in. */
export interface Line {
  readonly cwd: string;
  readonly args: readonly string[];
}

/** A process that has the program loaded and runs command lines, one at a time. It ends with its parent. */
export interface Resident {
  /** Rejects where the process dies of it; it can't be used any more then. */
  run(line: Line): Promise<Ran>;
}

export function startResident(): Resident {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = fork(new URL('resident-child.ts', import.meta.url), [], {
    env: { PATH, NODE_COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const [outs, errs] = [child.stdout, child.stderr].map(piecesOf);

  return {
    async run(line) {
      const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
      child.send(line);
      const [out, err] = await Promise.all([outs?.next(), errs?.next()]);
      clearTimeout(timer);
      if (out?.done !== false || err?.done !== false)
        throw new Error(`it ended at ${JSON.stringify(line)}: ${out?.value}${err?.value}`);
      return { code: Number(out.value.slice(-1)), out: out.value.slice(0, -1), err: err.value };
    },
  };
}

/** What came between the marks; at the end of the stream what came after the last. */
async function* piecesOf(stream: Readable | null): AsyncGenerator<string, string> {
  let text = '';
  for await (const chunk of stream?.setEncoding('utf8') ?? []) {
    text += String(chunk);
    if (!text.endsWith(MARK)) continue;
    yield text.slice(0, -MARK.length);
    text = '';
  }
  return text;
}
