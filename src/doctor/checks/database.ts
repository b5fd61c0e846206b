import { sayAgo } from '../../core/duration.ts';
import type { Finding } from '../../core/finding.ts';
import type { Check, Database, DiskFacts } from '../check.ts';
import { errorText } from '../../core/error-text.ts';
import { guarded } from '../guarded.ts';

const MIB = 1_048_576;
/** Below it the log of the database, a backup or the system itself soon finds no room. */
const LEAST_FREE_BYTES = 200 * MIB;
const MAY_READ_OTHERS = 0o007;

export const databaseCheck: Check = {
  about: 'database',
  async run(deps) {
    const { database, clock } = deps;
    if (database === null) return [];
    const { file } = database;
    const found = await Promise.all([
      readable(database, clock.now()),
      file === null
        ? []
        : guarded('database: disk', async () => sayDisk(file, await database.disk(file)), deps),
    ]);
    return [...found.flat(), ...sayTrouble(database)];
  },
};

async function readable({ file, trail }: Database, now: number): Promise<Finding> {
  const about = 'database';
  const where = file ?? 'the database';
  try {
    const reader = await trail();
    if (reader === null) {
      const detail = `there is none at ${where} yet`;
      return { about, state: 'unknown', detail, fix: 'start the program once: npm start' };
    }
    const [newest] = await reader.events({ source: null, limit: 1 });
    const last = newest === undefined ? 'no event yet' : `newest event ${sayAgo(newest.event.time, now)}`;
    return { about, state: 'ok', detail: `${where} can be read, ${last}`, fix: null };
  } catch (error) {
    const detail = `${where} can't be read: ${errorText(error)}`;
    const fix =
      'look whether the file is whole and yours; if it is, start the program, which brings it up to date';
    return { about, state: 'problem', detail, fix };
  }
}

function sayTrouble({ trouble }: Database): readonly Finding[] {
  const error = trouble?.() ?? null;
  if (error === null) return [];
  const detail = `it can't be written: ${error}; webhooks are answered 503`;
  const fix = 'look at its disk ("df -h", "dmesg"), its mode, and at what else has it open ("fuser -v")';
  return [{ about: 'database: writing', state: 'problem', detail, fix }];
}

function sayDisk(file: string, { freeBytes, mode }: DiskFacts): readonly Finding[] {
  const free = `${Math.floor(freeBytes / MIB)} MiB free`;
  const disk: Finding =
    freeBytes < LEAST_FREE_BYTES
      ? {
          about: 'database: disk',
          state: 'problem',
          detail: `${free} where ${file} is: a full disk turns webhooks away`,
          fix: 'make room on that disk, 200 MiB at least',
        }
      : { about: 'database: disk', state: 'ok', detail: free, fix: null };
  if (mode === null || (mode & MAY_READ_OTHERS) === 0) return [disk];
  const detail = `${file} has the mode ${mode.toString(8)}: everyone on this machine gets at the payloads`;
  return [disk, { about: 'database: file mode', state: 'problem', detail, fix: `chmod 600 ${file}*` }];
}
