import { randomInt } from 'node:crypto';
import { backoffMs } from '../../core/backoff.ts';
import type { AdmittedCall, ChatCommands } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import type { Log } from '../../core/ports.ts';
import type { TelegramClient } from './client.ts';
import { pause, withDeadline } from '../deadline.ts';
import { TelegramError } from './error.ts';
import { renderAnswer } from './render.ts';
import { contentOf } from './rich-text.ts';
import { topicOf } from './target.ts';
import type { HeardCommand } from './update.ts';

/** Commands that may run at once; beyond, the caller is told so. */
const MOST_RUNNING = 32;
/** Answers that may be on their way besides; beyond, nothing is said. */
const MOST_BUSY_ANSWERS = 16;
const TYPING_AFTER_MS = SECOND_MS;
/** Telegram shows it for 5 s or less (https://core.telegram.org/bots/api#sendchataction). */
const TYPING_EVERY_MS = 5 * SECOND_MS;
const RUN_MS = 10 * MINUTE_MS;
const CALL_MS = 15 * SECOND_MS;
const TRIES = 3;
const FIRST_WAIT_MS = 2 * SECOND_MS;
const LONGEST_WAIT_MS = MINUTE_MS;

const BUSY: Message = {
  title: 'Too much is running',
  body: 'Wait a moment, then send it again.',
  link: null,
};
const TOO_LONG: Message = {
  title: 'No result within 10 minutes',
  body: 'It may still be running.',
  link: null,
};
const BROKEN: Message = { title: 'That went wrong', body: 'The log says more.', link: null };

export interface AnswerDeps {
  readonly client: TelegramClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Takes commands: admits, runs, answers. Returns at once; who is not admitted gets nothing at all. */
export function createAnswering(deps: AnswerDeps): (heard: HeardCommand, commands: ChatCommands) => void {
  const { clock, log, signal } = deps;
  let running = 0;
  let busy = 0;

  async function serve(admitted: AdmittedCall, heard: HeardCommand): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    signal.addEventListener('abort', end, { once: true });
    const shown = showTyping(heard, over.signal, deps);
    const answer = await Promise.race([
      admitted.run().catch(() => BROKEN),
      pause(clock, RUN_MS, over.signal).then(() => TOO_LONG),
    ]);
    signal.removeEventListener('abort', end);
    end();
    // A sign that arrives after the answer would stay for seconds.
    await shown;
    if (!signal.aborted) await reply(answer, heard, deps);
  }

  function ended(error: unknown): void {
    if (signal.aborted) return;
    log.warn('telegram-answer', { error: error instanceof Error ? error.message : 'unknown' });
  }

  return (heard, commands) => {
    const { user, place, command, args } = heard;
    const admitted = commands.admit({ user, place, command, args });
    if (admitted === null) return;
    if (running < MOST_RUNNING) {
      running += 1;
      void serve(admitted, heard)
        .catch(ended)
        .finally(() => (running -= 1));
      return;
    }
    admitted.passOver();
    if (busy < MOST_BUSY_ANSWERS) {
      busy += 1;
      void reply(BUSY, heard, deps)
        .catch(ended)
        .finally(() => (busy -= 1));
    }
  };
}

/** Shows that something is being done, from 1 s on, until `done` aborts. Never throws. */
async function showTyping(heard: HeardCommand, done: AbortSignal, deps: AnswerDeps): Promise<void> {
  const { client, clock } = deps;
  const chat_id = Number(heard.place.chat);
  const topic = topicOf(heard.place.thread);
  await pause(clock, TYPING_AFTER_MS, done);
  while (!done.aborted) {
    try {
      await withDeadline(clock, CALL_MS, done, (ends) =>
        client.call(ends, (raw, s) => raw.sendChatAction({ chat_id, action: 'typing', ...topic }, s)),
      );
    } catch {
      // It is only a sign.
    }
    await pause(clock, TYPING_EVERY_MS, done);
  }
}

/**
 * Answers where the command was said. Waits out a rate limit, a minute at most each time, and tries again where the
 * way to Telegram broke: an answer that stands there twice is better than none. Throws a `TelegramError`.
 */
export async function reply(message: Message, heard: HeardCommand, deps: AnswerDeps): Promise<void> {
  const { client, clock, signal } = deps;
  const rich = renderAnswer(message);
  for (let tries = 1; ; tries++) {
    try {
      await withDeadline(clock, CALL_MS, signal, (ends) =>
        client.call(ends, (raw, s) =>
          raw.sendMessage(
            {
              chat_id: Number(heard.place.chat),
              ...topicOf(heard.place.thread),
              ...contentOf(rich),
              reply_parameters: { message_id: heard.messageId, allow_sending_without_reply: true },
            },
            s,
          ),
        ),
      );
      return;
    } catch (error) {
      const ms = waitMs(error, tries);
      if (ms === null || tries === TRIES || signal.aborted) throw error;
      await pause(clock, ms, signal);
    }
  }
}

/** Until another try is worth it; `null`: none is. */
function waitMs(error: unknown, tries: number): number | null {
  const { reason = null, retryAfterMs = null } = error instanceof TelegramError ? error.verdict : {};
  if (retryAfterMs !== null) return retryAfterMs > LONGEST_WAIT_MS ? null : retryAfterMs;
  if (reason !== 'network' && reason !== 'server-error') return null;
  return backoffMs(tries, randomInt(1_000) / 1_000, FIRST_WAIT_MS, LONGEST_WAIT_MS);
}
