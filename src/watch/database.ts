import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { databaseFails, databaseWorks, type DatabaseTrouble } from './database-said.ts';
import type { Observation } from '../core/incident.ts';
import type { Look, WatchDeps } from './deps.ts';
import { createReporter } from './reporter.ts';
import { createRounds } from './rounds.ts';
import { unlessAborted } from './within.ts';

/** Each check is a write that an SD card feels; where something was wrong, it is worth one a minute. */
const EVERY_MS = 10 * MINUTE_MS;
const EVERY_IN_TROUBLE_MS = MINUTE_MS;
/** It is said without the store no more often. */
const CRY_MS = HOUR_MS;
/** A first failure is looked at now; where one follows the other, not more often than this. */
const PAUSE_MS = 10 * SECOND_MS;
const REPORTED = 'database-reported';

export interface DatabaseWatchDeps extends WatchDeps {
  /** Writes something through the store; rejects where that can't be made durable. */
  readonly check: () => Promise<void>;
  /** Says it in the chats at once and without the store, which can't keep it. Never throws. */
  readonly cryOut: (observation: Observation) => void;
}

/** Can the database be written? Where it can't, the incident can't be stored either: it is told as soon as it can. */
export interface DatabaseWatch {
  /** The first check is ten minutes later. Never rejects. */
  start(): Promise<void>;
  /** A commit failed; `detail` is the error's text. On the path of requests: costs nothing. */
  failed(detail: string, now: number): void;
  rerun(): Promise<Look>;
  stop(): void;
}

export function createDatabaseWatch(deps: DatabaseWatchDeps): DatabaseWatch {
  const { clock } = deps;
  const reporter = createReporter(deps, REPORTED);
  let trouble: DatabaseTrouble | null = null;
  /** True where the incident of it is stored. */
  let told = false;
  let lookedAt = -Infinity;
  /** When trouble was last said without the store: a disk at its brink would have it said again and again. */
  let criedAt = -Infinity;
  /** True where all is well and nobody believes otherwise. */
  let calm = true;

  const rounds = createRounds(deps, 'database', {
    run: look,
    nextMs: () => (calm ? EVERY_MS : EVERY_IN_TROUBLE_MS),
  });

  async function look(halt: AbortSignal): Promise<Look> {
    const failedBefore = trouble?.failed ?? 0;
    const error = await check(halt);
    lookedAt = clock.monotonic();
    if (error !== null) trouble = { since: clock.now(), failed: 0, ...trouble, error };
    // A commit that failed while the check ran says more than the check.
    if (error !== null || (trouble?.failed ?? 0) > failedBefore) {
      calm = false;
      await tell();
      return { outcome: 'failing', detail: error ?? trouble?.error ?? 'a commit failed' };
    }
    if (trouble === null) calm = (await reporter.report(databaseWorks(null, clock.now()))) === null;
    else await end(trouble);
    return { outcome: 'ok', detail: 'it can be written' };
  }

  async function check(halt: AbortSignal): Promise<string | null> {
    try {
      // No deadline: a commit that hangs is the dead man's switch's to tell, which nothing here could.
      await unlessAborted(halt, () => deps.check());
      return null;
    } catch (error) {
      halt.throwIfAborted();
      return errorText(error);
    }
  }

  async function tell(): Promise<void> {
    if (told || trouble === null) return;
    const fails = databaseFails(trouble, clock.now());
    told = (await reporter.report(fails)) !== 'lost';
    if (told || clock.monotonic() - criedAt < CRY_MS) return;
    criedAt = clock.monotonic();
    deps.cryOut(fails);
  }

  async function end(over: DatabaseTrouble): Promise<void> {
    await tell();
    if (!told) return;
    // What fails from here on is trouble of its own.
    trouble = null;
    told = false;
    if ((await reporter.report(databaseWorks(over, clock.now()))) !== 'lost') return;
    trouble = trouble === null ? over : added(over, trouble);
    told = true;
  }

  return {
    async start() {
      await reporter.load();
      rounds.start('later');
    },
    failed(detail, now) {
      const fresh = trouble === null;
      calm = false;
      trouble = added(trouble ?? { since: now, failed: 0, error: detail }, { failed: 1, error: detail });
      if (fresh && clock.monotonic() - lookedAt >= PAUSE_MS) rounds.start('now');
    },
    rerun: () => rounds.look(),
    stop: () => rounds.stop(),
  };
}

function added(
  before: DatabaseTrouble,
  { failed, error }: Pick<DatabaseTrouble, 'failed' | 'error'>,
): DatabaseTrouble {
  return { since: before.since, failed: before.failed + failed, error };
}
