import { QueueFullError } from '../core/ports.ts';
import { GATHER_TURNS, MAX_WAITING } from './group-commit.ts';
import type { Writer } from './tables.ts';

interface Waiting<Row, Result> {
  readonly rows: readonly Row[];
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts the rows of all callers that wait into one statement of the next commit. Where that fails, each caller's rows are
 * tried alone, so that one bad row does not take its neighbours with it. Rejects with `QueueFullError` where too many wait.
 */
export function createGatherer<Row, Result>(
  write: <T>(work: (writer: Writer) => Promise<T>) => Promise<T>,
  apply: (writer: Writer, rows: readonly Row[]) => Promise<readonly Result[]>,
): (rows: readonly Row[]) => Promise<readonly Result[]> {
  let waiting: Waiting<Row, Result>[] = [];

  /** Who was answered by the last commit asks again within a few turns: without it, half of them go with every other one. */
  async function gather(): Promise<void> {
    let before = 0;
    for (let turn = 0; turn < GATHER_TURNS && waiting.length > before; turn++) {
      before = waiting.length;
      await new Promise((next) => setImmediate(next));
    }
  }

  /** Whoever comes before the commit begins goes with it. */
  async function writeAll(): Promise<void> {
    let taken: Waiting<Row, Result>[] = [];
    try {
      const results = await write(async (writer) => {
        if (taken.length === 0) await gather();
        // The same piece is tried once more alone where its commit failed: then it must be the same callers.
        if (taken.length === 0) [taken, waiting] = [waiting, taken];
        return apply(
          writer,
          taken.flatMap(({ rows }) => rows),
        );
      });
      let from = 0;
      for (const { rows, resolve } of taken) {
        resolve(results.slice(from, from + rows.length));
        from += rows.length;
      }
    } catch (error) {
      if (taken.length === 0) [taken, waiting] = [waiting, taken];
      if (taken.length === 1) taken[0]?.reject(error);
      else for (const one of taken) await writeOne(one);
    }
  }

  async function writeOne({ rows, resolve, reject }: Waiting<Row, Result>): Promise<void> {
    await write((writer) => apply(writer, rows)).then(resolve, reject);
  }

  return (rows) => {
    if (waiting.length >= MAX_WAITING)
      return Promise.reject(new QueueFullError('too much waits for the disk'));
    return new Promise((resolve, reject) => {
      waiting.push({ rows, resolve, reject });
      if (waiting.length === 1) void writeAll();
    });
  };
}
