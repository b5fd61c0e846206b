import type { Kysely } from 'kysely';
import { QueueFullError } from '../core/ports.ts';
import type { Tables, Writer } from './tables.ts';

/** A piece of work for the shared transaction. */
interface Job {
  readonly work: (writer: Writer) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One caller's rows for a statement that takes the rows of all callers at once. */
interface BulkJob<Row, Result> {
  readonly rows: readonly Row[];
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Does what is to be done with the rows of all callers together, inside the transaction. */
export type BulkStatement<Row, Result> = (writer: Writer, rows: readonly Row[]) => Promise<Applied<Result>>;

export interface Applied<Result> {
  /** In the rows' order. */
  readonly results: readonly Result[];
  /** To be called once it is committed and synced, before anybody hears of it. */
  readonly committed: () => void;
}

export interface GroupCommit<Row, Result> {
  /** Runs `work` inside the next transaction; resolves after its commit. Rejects with `QueueFullError` where too many wait. */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  /** Adds rows to the next transaction's bulk statement; resolves with their results after the commit. */
  bulk(rows: readonly Row[]): Promise<readonly Result[]>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  /** Throws where nothing can be made durable any more until the next start. */
  check(): void;
}

/** Requests, and jobs, that wait at most; more are refused at once rather than kept without a bound. */
export const MAX_WAITING = 10_000;

/** Rows that arrive turn after turn of the event loop share a commit, which waits for so many turns at the most. */
export const GATHER_TURNS = 8;
/**
 * Rows go first, whose callers wait for an answer: under load, jobs join once the first of them has waited so long, or for
 * so many commits.
 */
const PATIENT_MS = 100;
const PATIENT_COMMITS = 20;
/** After a commit with bulk rows, jobs alone wait so many turns for the next rows: half a millisecond at the most. */
const QUIET_TURNS = 64;

/**
 * Whatever waits at the same time shares one transaction and one fsync. Where a shared transaction fails, each piece
 * is tried alone, so that one bad row does not take its neighbours with it; nothing of a failed piece stays behind. Nobody
 * hears of a commit before `sync` has resolved; where that fails once, nothing is taken any more.
 */
export function createGroupCommit<Row, Result>(
  db: Kysely<Tables>,
  statement: BulkStatement<Row, Result>,
  sync: () => Promise<void>,
  monotonic: () => number,
  schedule: (fn: () => void) => void = setImmediate,
): GroupCommit<Row, Result> {
  /** Set where the disk could not sync: what was written since may be lost, so nothing more is promised. */
  let broken: Error | null = null;
  let jobs: Job[] = [];
  let bulks: BulkJob<Row, Result>[] = [];
  let flushing: Promise<void> | null = null;
  /** When the first of the jobs came, monotonic milliseconds. */
  let jobsSince = 0;
  /** Commits with bulk rows since the last that took jobs along. */
  let bulkCommits = 0;
  /** Turns of the event loop in a row in which no bulk row came. */
  let quietTurns = QUIET_TURNS;
  /** How many callers' rows waited at the last turn, and for how many turns the commit has waited for more. */
  let gathered = 0;
  let gatherTurns = 0;

  function wake(): void {
    flushing ??= new Promise((done) => {
      schedule(() => {
        void flush().then(() => {
          flushing = null;
          if (jobs.length + bulks.length > 0) wake();
          done();
        });
      });
    });
  }

  function idle(): Promise<void> {
    return flushing === null ? Promise.resolve() : flushing.then(idle);
  }

  async function flush(): Promise<void> {
    if (bulks.length === 0 && quietTurns < QUIET_TURNS) {
      quietTurns += 1;
      return;
    }
    if (bulks.length > gathered && gatherTurns < GATHER_TURNS) {
      gathered = bulks.length;
      gatherTurns += 1;
      return;
    }
    gathered = 0;
    gatherTurns = 0;
    const joining =
      bulks.length === 0 || bulkCommits >= PATIENT_COMMITS || monotonic() - jobsSince >= PATIENT_MS;
    bulkCommits = joining ? 0 : bulkCommits + 1;
    if (bulks.length > 0) quietTurns = 0;
    const theseBulks = bulks;
    const theseJobs = joining ? jobs : [];
    bulks = [];
    if (joining) jobs = [];
    try {
      await commit(theseBulks, theseJobs);
    } catch (error) {
      const alone = theseBulks.length + theseJobs.length === 1;
      if (alone || broken !== null) fail(theseBulks, theseJobs, error);
      else await commitEach(theseBulks, theseJobs);
    }
  }

  async function commit(
    theseBulks: readonly BulkJob<Row, Result>[],
    theseJobs: readonly Job[],
  ): Promise<void> {
    check();
    const rows = theseBulks.flatMap((bulk) => bulk.rows);
    const { applied, values } = await db.transaction().execute(async (writer) => {
      const ofRows = rows.length > 0 ? await statement(writer, rows) : null;
      const ofJobs: unknown[] = [];
      for (const job of theseJobs) ofJobs.push(await job.work(writer));
      return { applied: ofRows, values: ofJobs };
    });
    await sync().catch((error: unknown) => {
      broken = new Error('the disk could not sync what was written: look at it (dmesg), then start again', {
        cause: error,
      });
    });
    check();
    applied?.committed();
    const results = applied?.results ?? [];
    let from = 0;
    for (const bulk of theseBulks) {
      bulk.resolve(results.slice(from, from + bulk.rows.length));
      from += bulk.rows.length;
    }
    theseJobs.forEach((job, index) => {
      job.resolve(values[index]);
    });
  }

  async function commitEach(
    theseBulks: readonly BulkJob<Row, Result>[],
    theseJobs: readonly Job[],
  ): Promise<void> {
    for (const bulk of theseBulks) await commit([bulk], []).catch((error: unknown) => bulk.reject(error));
    for (const job of theseJobs) await commit([], [job]).catch((error: unknown) => job.reject(error));
  }

  function check(): void {
    if (broken !== null) throw broken;
  }

  function fail(
    theseBulks: readonly BulkJob<Row, Result>[],
    theseJobs: readonly Job[],
    error: unknown,
  ): void {
    for (const piece of [...theseBulks, ...theseJobs]) piece.reject(error);
  }

  return {
    write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
      if (jobs.length >= MAX_WAITING)
        return Promise.reject(new QueueFullError('too much waits for the disk'));
      return new Promise<T>((resolve, reject) => {
        let value: T;
        const keep = async (writer: Writer): Promise<void> => {
          value = await work(writer);
        };
        if (jobs.length === 0) jobsSince = monotonic();
        jobs.push({ work: keep, resolve: () => resolve(value), reject });
        wake();
      });
    },
    bulk(rows) {
      if (bulks.length >= MAX_WAITING)
        return Promise.reject(new QueueFullError('too many events wait for the disk'));
      return new Promise((resolve, reject) => {
        bulks.push({ rows, resolve, reject });
        wake();
      });
    },
    idle,
    check,
  };
}
