import { MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { isLock, type DatabaseTrouble } from './database-said.ts';
import { createDatabaseTeller, type DatabaseTellerDeps } from './database-teller.ts';
import type { Look } from './deps.ts';
import { createRounds } from './rounds.ts';
import { unlessAborted } from './within.ts';

/** Each check is a write that an SD card feels; where something was wrong, it is worth one a minute. */
const EVERY_MS = 10 * MINUTE_MS;
const EVERY_IN_TROUBLE_MS = MINUTE_MS;
/** A first failure is looked at now; where one follows the other, not more often than this. */
const PAUSE_MS = 10 * SECOND_MS;

export interface DatabaseWatchDeps extends DatabaseTellerDeps {
  /** Writes something through the store; rejects where that can't be made durable. */
  readonly check: () => Promise<void>;
}

/**
 * Can the database be written? Where it can't, the incident can't be stored either: it is cried out, and told as soon as
 * it can be stored. A lock is trouble only where it holds on for ten seconds: a backup or a shell takes one for a moment.
 */
export interface DatabaseWatch {
  /** The first check is ten minutes later. Never rejects. */
  start(): Promise<void>;
  /** A commit failed; `detail` is the error's text. On the path of requests: costs nothing. */
  failed(detail: string, now: number): void;
  /** The last error, while it is known to fail; `null`: nothing is wrong. */
  trouble(): string | null;
  rerun(): Promise<Look>;
  stop(): void;
}

/** `failedAt`: when it was last seen failing, epoch milliseconds. */
interface Trouble extends DatabaseTrouble {
  readonly failedAt: number;
}

export function createDatabaseWatch(deps: DatabaseWatchDeps): DatabaseWatch {
  const { clock, log } = deps;
  const teller = createDatabaseTeller(deps);
  let trouble: Trouble | null = null;
  let lookedAt = -Infinity;
  /** True where all is well and nobody believes otherwise. */
  let calm = true;

  const rounds = createRounds(deps, 'database', {
    run: look,
    nextMs() {
      if (trouble !== null && isBrief(trouble)) return PAUSE_MS;
      return calm ? EVERY_MS : EVERY_IN_TROUBLE_MS;
    },
  });

  async function look(halt: AbortSignal): Promise<Look> {
    const failedBefore = trouble?.failed ?? 0;
    const error = await check(halt);
    lookedAt = clock.monotonic();
    const now = clock.now();
    if (error !== null) trouble = { since: now, failed: 0, ...trouble, error, failedAt: now };
    // A commit that failed while the check ran says more than the check.
    if (trouble !== null && (error !== null || trouble.failed > failedBefore)) {
      calm = false;
      if (!isBrief(trouble)) await teller.failing(trouble);
      return { outcome: 'failing', detail: error ?? trouble.error };
    }
    if (trouble === null) calm = await teller.well();
    else if (!isBrief(trouble)) await end(trouble);
    else if (now - trouble.failedAt >= PAUSE_MS) {
      log.info('database-lock-over', { failed: trouble.failed, error: trouble.error });
      trouble = null;
      calm = await teller.well();
    }
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

  async function end(over: Trouble): Promise<void> {
    if (!(await teller.failing(over))) return;
    // What fails from here on is trouble of its own.
    trouble = null;
    if (await teller.over(over)) return;
    trouble = trouble === null ? over : added(over, trouble);
  }

  return {
    async start() {
      await teller.load();
      rounds.start('later');
    },
    failed(detail, now) {
      const fresh = trouble === null;
      calm = false;
      const failed = { failed: 1, error: detail, failedAt: now };
      trouble = added(trouble ?? { since: now, failed: 0, error: detail, failedAt: now }, failed);
      if (fresh) rounds.start(clock.monotonic() - lookedAt >= PAUSE_MS ? 'now' : 'later');
    },
    trouble: () => trouble?.error ?? null,
    rerun: () => rounds.look(),
    stop: () => rounds.stop(),
  };
}

/** A lock that may be over in a moment. */
function isBrief({ error, since, failedAt }: Trouble): boolean {
  return isLock(error) && failedAt - since < PAUSE_MS;
}

function added(
  before: Trouble,
  { failed, error, failedAt }: Pick<Trouble, 'failed' | 'error' | 'failedAt'>,
): Trouble {
  return { since: before.since, failed: before.failed + failed, error, failedAt };
}
