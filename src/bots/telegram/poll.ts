import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { backoffMs } from '../../core/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import type { TelegramClient } from './client.ts';
import { pause, withDeadline } from '../deadline.ts';
import { isTokenRefusal, TelegramError } from './error.ts';
import { readUpdate, updatesSchema, type Heard } from './update.ts';

/** Seconds that Telegram holds a request open when there is nothing new. */
const POLL_S = 30;
/** Updates that Telegram gives at once at most. */
const BATCH = 100;
const POLL_DEADLINE_MS = (POLL_S + 15) * SECOND_MS;
const CALL_DEADLINE_MS = 15 * SECOND_MS;
const RANDOM_STEPS = 1_000;

export type PollTrouble = 'token-refused' | 'second-poller' | 'away';

export interface PollDeps {
  readonly client: TelegramClient;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** The bot is known and nothing else gets its updates; again after trouble with the token or a second listener. */
  connected(botName: string): void;
  /**
   * Returns at once, whatever it begins. `missedMs`: nobody listened for so long, and it may have been said then; 0
   * where it was said now, `Infinity` where that is not known.
   */
  heard(what: Heard, missedMs: number): void;
  /** Each time a call fails. */
  trouble(what: PollTrouble, error: unknown): void;
  /** A call worked after trouble. */
  recovered(): void;
  /** The update to begin with; default: the oldest that Telegram keeps. */
  readonly offset?: number;
}

/**
 * Asks Telegram for updates until `signal` aborts; never throws. After a failure it waits by the clock, longer each
 * time: at most a minute while Telegram is away, 5 minutes where another program listens, an hour where the token is
 * refused. Not grammY's own loop: that one waits in real time and ends on 401 and 409.
 */
export async function poll(deps: PollDeps): Promise<void> {
  const { client, clock, signal } = deps;
  let botName: string | null = null;
  let offset = deps.offset ?? 0;
  let failures = 0;
  let last: PollTrouble | null = null;
  // First what was kept, without waiting for more: what comes after it is said now, whatever the two clocks say.
  let kept = true;
  let listenedAt = -Infinity;

  while (!signal.aborted) {
    try {
      if (botName === null) {
        botName = await takeOver(deps);
        deps.connected(botName);
      }
      const [from, timeout] = [offset, kept ? 0 : POLL_S];
      const answer = await withDeadline(clock, POLL_DEADLINE_MS, signal, (ends) =>
        client.call(ends, (raw, s) =>
          raw.getUpdates({ offset: from, timeout, allowed_updates: ['message', 'callback_query'] }, s),
        ),
      );
      const updates = updatesSchema.parse(answer);
      if (failures > 0) deps.recovered();
      failures = 0;
      last = null;
      const missedMs = kept ? clock.monotonic() - listenedAt : 0;
      for (const update of updates) {
        offset = Math.max(offset, update.update_id + 1);
        const what = readUpdate(update, botName);
        if (what !== null) deps.heard(what, missedMs);
      }
      kept &&= updates.length === BATCH;
      if (!kept) listenedAt = clock.monotonic();
    } catch (error) {
      if (signal.aborted) return;
      const what = troubleOf(error);
      failures = what === last ? failures + 1 : 1;
      last = what;
      if (what !== 'away') botName = null;
      kept = true;
      deps.trouble(what, error);
      await pause(clock, waitMs(what, failures, error), signal);
    }
  }
}

/** Learns the bot's name, and ends a webhook: Telegram gives updates either way, never both. */
async function takeOver({ client, clock, signal }: PollDeps): Promise<string> {
  const me = await withDeadline(clock, CALL_DEADLINE_MS, signal, (ends) =>
    client.call(ends, (raw, s) => raw.getMe(s)),
  );
  const { username } = z.object({ username: z.string() }).parse(me);
  await withDeadline(clock, CALL_DEADLINE_MS, signal, (ends) =>
    client.call(ends, (raw, s) => raw.deleteWebhook({}, s)),
  );
  return username;
}

function troubleOf(error: unknown): PollTrouble {
  if (isTokenRefusal(error)) return 'token-refused';
  return error instanceof TelegramError && error.refusal?.code === 409 ? 'second-poller' : 'away';
}

function waitMs(what: PollTrouble, failures: number, error: unknown): number {
  const hint = error instanceof TelegramError ? error.verdict.retryAfterMs : null;
  if (hint !== null) return hint;
  const random = randomInt(RANDOM_STEPS) / RANDOM_STEPS;
  if (what === 'token-refused') return backoffMs(failures, random, 5 * MINUTE_MS, HOUR_MS);
  if (what === 'second-poller') return backoffMs(failures, random, 20 * SECOND_MS, 5 * MINUTE_MS);
  return backoffMs(failures, random, SECOND_MS, MINUTE_MS);
}
