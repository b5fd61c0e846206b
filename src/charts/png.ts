import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./draw-png.ts', import.meta.url));
/** It takes a fifth of a second here; nobody waits longer than this for a picture. */
const LONGEST_MS = 30_000;
const MOST_BYTES = 8 * 2 ** 20;
const MOST_AT_ONCE = 4;

/**
 * Makes PNGs of SVGs, one after another. Each is drawn by a process of its own: in ours it would hold up the event loop
 * for some 60 ms (several times that on a small machine), which would spoil what is measured meanwhile, and leave
 * 70 MiB behind.
 *
 * Rejects where the SVG is none, where the machine has no room for the process, and where 4 are asked for already.
 */
export function createChartRenderer(): (svg: string) => Promise<Uint8Array> {
  let asked = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (svg) => {
    if (asked >= MOST_AT_ONCE)
      throw new Error(`${MOST_AT_ONCE} charts are being drawn already; ask again in a minute`);
    asked += 1;
    const drawn = last.then(() => draw(svg));
    last = drawn.catch(() => null);
    try {
      return await drawn;
    } finally {
      asked -= 1;
    }
  };
}

function draw(svg: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', timeout: LONGEST_MS, maxBuffer: MOST_BYTES, env: {} } as const;
    const child = execFile(process.execPath, [PROGRAM], options, (error, png, said) => {
      if (error === null) resolve(png);
      else
        reject(new Error(`The chart can't be drawn: ${reasonOf(said.toString(), error)}`, { cause: error }));
    });
    // A process that ended early takes no more input; how it ended is told above.
    child.stdin?.on('error', () => {});
    child.stdin?.end(svg);
  });
}

/** The line of a stack that names the error, else what is known of the end. */
function reasonOf(said: string, error: Error): string {
  return /^(?:\w*Error: )(.+)$/m.exec(said)?.[1] ?? error.message;
}
