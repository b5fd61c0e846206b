import { clip, oneLine } from '../core/clip.ts';
import { countOf } from '../core/count-of.ts';
import { sayDuration } from '../core/duration.ts';
import type { Observation } from '../core/incident.ts';
import { AT_ONCE } from './policies.ts';

const LONGEST_ERROR = 300;

/** Since when the database can't be written. */
export interface DatabaseTrouble {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Commits of webhooks that failed. */
  readonly failed: number;
  /** The last error's text. */
  readonly error: string;
}

interface Diagnosis {
  readonly says: RegExp;
  readonly cause: string;
  readonly next: string;
}

const LOCKED = /locked|SQLITE_BUSY|is busy/i;

/** By what SQLite, the system and `storage` say; the first that fits. Texts of SQLite: sqlite.org/rescode.html. */
const DIAGNOSES: readonly Diagnosis[] = [
  {
    says: /could not sync|fdatasync|fsync/i,
    cause: 'the disk could not sync what was written: it is failing, or was taken away',
    next: 'look at the disk ("dmesg"), then restart the program: until then it takes nothing',
  },
  {
    says: /disk is full|SQLITE_FULL|ENOSPC|no space left|EDQUOT/i,
    cause: 'the disk is full',
    next: 'free some space ("df -h"); nothing has to be restarted',
  },
  {
    says: /read-?only|SQLITE_READONLY|EROFS|EACCES|EPERM/i,
    cause: 'the file or its file system is read-only; a system makes it so when an SD card is failing',
    next: 'look at "dmesg" and "mount", and at whose the file is',
  },
  {
    says: LOCKED,
    cause: 'another program holds the database',
    next: 'find it ("fuser -v" on the file) and end it: a shell of sqlite3, a backup, a second Pithead',
  },
  {
    says: /malformed|SQLITE_CORRUPT|not a database|SQLITE_NOTADB/i,
    cause: 'the database file is damaged',
    next: 'stop the program, keep a copy of the file, and put the last backup in its place',
  },
  {
    says: /I\/O error|SQLITE_IOERR|\bEIO\b/i,
    cause: 'the disk fails to read or write',
    next: 'look at "dmesg"; save a copy of the database now, and change the disk',
  },
];

/** Somebody else holds the database: nothing is broken, and it may be over in a moment. */
export function isLock(error: string): boolean {
  return LOCKED.test(error);
}

const DATABASE = {
  fingerprint: 'database',
  source: 'pithead',
  severity: 'critical',
  labels: {},
  remote: false,
  rerun: 'database',
  except: [],
  policy: AT_ONCE,
} as const;

export function databaseFails(trouble: DatabaseTrouble, now: number): Observation {
  const { failed, since } = trouble;
  const error = clip(oneLine(trouble.error), LONGEST_ERROR);
  const diagnosis = DIAGNOSES.find(({ says }) => says.test(error));
  const refused = failed === 0 ? 'No webhook was refused for it yet' : `${countOf(failed, 'commit')} failed`;
  return {
    ...DATABASE,
    ok: false,
    since,
    title: "The database can't be written: webhooks are answered 503",
    evidence: `${refused} in ${sayDuration(now - since)}; last error: ${error}`,
    cause: diagnosis?.cause ?? null,
    next: diagnosis?.next ?? '/doctor looks at the file and its disk; the log has every error',
  };
}

/** `null`: it was another process that saw it fail. */
export function databaseWorks(trouble: DatabaseTrouble | null, now: number): Observation {
  const lasted = trouble === null ? '' : ` after ${sayDuration(now - trouble.since)}`;
  return {
    ...DATABASE,
    ok: true,
    title: `The database can be written again${lasted}`,
    evidence:
      trouble === null || trouble.failed === 0
        ? ''
        : `${countOf(trouble.failed, 'commit')} failed; their senders were answered 503 and will try again.`,
    cause: null,
    next: null,
  };
}
