import { backoffMs } from '../core/backoff.ts';
import { clip, oneLine } from '../core/clip.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { pingsArrive, pingsFail } from './deadman-said.ts';
import type { Look, WatchDeps } from './deps.ts';
import { failAddress, pingError, type Post } from './ping.ts';
import { createReporter } from './reporter.ts';
import { createRounds } from './rounds.ts';
import type { DeadmanSettings } from './schema.ts';
import { within } from './within.ts';

const LONGEST_MS = 10 * SECOND_MS;
/** After the first try of a period. */
const RETRIES = 2;
const RETRY_BASE_MS = 2 * SECOND_MS;
/** So many periods in a row without a ping that arrived are an incident. */
const FAILED_PERIODS = 3;
const LONGEST_BODY = 1_000;
/** Where it remembers in the room's memory what it reported. */
export const DEADMAN_REPORTED = 'deadman-reported';

export type Health = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export interface DeadmanDeps extends WatchDeps {
  readonly post: Post;
  /** Does the program do what it is for? */
  readonly healthy: () => Promise<Health>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Pings somebody outside, who tells when the pings stop: nothing else can tell that this machine is dead. */
export interface Deadman {
  /** The first ping goes out at once, and is not waited for. Never rejects. */
  start(): Promise<void>;
  /** A ping now. */
  rerun(): Promise<Look>;
  stop(): void;
}

export function createDeadman({ url, everyMs }: DeadmanSettings, deps: DeadmanDeps): Deadman {
  const { clock, log } = deps;
  const reporter = createReporter(deps, DEADMAN_REPORTED);
  /** Of this period. */
  let failedTries = 0;
  let failedPeriods = 0;
  let lastGoodAt: number | null = null;

  const rounds = createRounds(deps, 'deadman', {
    async run(halt): Promise<Look> {
      const error = await ping(halt);
      if (error === null) {
        failedTries = 0;
        failedPeriods = 0;
        lastGoodAt = clock.now();
        await reporter.report(pingsArrive());
        return { outcome: 'ok', detail: 'the ping arrived' };
      }
      failedTries += 1;
      if (failedTries > RETRIES) await endPeriod(error);
      return { outcome: 'failing', detail: error };
    },
    nextMs: () => (failedTries === 0 ? everyMs : backoffMs(failedTries, deps.random(), RETRY_BASE_MS)),
  });

  /** `null`: it arrived. */
  async function ping(halt: AbortSignal): Promise<string | null> {
    const health = await healthOf(halt);
    try {
      const status = await within(clock, LONGEST_MS, halt, (signal) =>
        health.ok
          ? deps.post(url.reveal(), 'Pithead is well', signal)
          : deps.post(failAddress(url.reveal()), clip(oneLine(health.detail), LONGEST_BODY), signal),
      );
      return status >= 200 && status < 300 ? null : `status ${status}`;
    } catch (error) {
      halt.throwIfAborted();
      return pingError(error);
    }
  }

  async function healthOf(halt: AbortSignal): Promise<Health> {
    try {
      return await within(clock, LONGEST_MS, halt, () => deps.healthy());
    } catch (error) {
      halt.throwIfAborted();
      return { ok: false, detail: `its own state can't be told: ${errorText(error)}` };
    }
  }

  async function endPeriod(detail: string): Promise<void> {
    failedTries = 0;
    failedPeriods += 1;
    log.warn('deadman-failed', { periods: failedPeriods, detail });
    if (failedPeriods < FAILED_PERIODS) return;
    await reporter.report(pingsFail({ periods: failedPeriods, detail, lastGoodAt }, clock.now()));
  }

  return {
    async start() {
      await reporter.load();
      rounds.start('now');
    },
    rerun: () => rounds.look(),
    stop: () => rounds.stop(),
  };
}
