import { randomInt } from 'node:crypto';
import { backoffMs } from '../../core/backoff.ts';
import type { AdmittedCall, ChatCommands } from '../../core/chat.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import { pause, withDeadline } from '../deadline.ts';
import { withDateTimes } from './date-times.ts';
import { TelegramError } from './error.ts';
import { answerPress, isFresh, type PressDeps } from './press.ts';
import { renderAnswer } from './render.ts';
import { contentOf } from './rich-text.ts';
import { topicOf } from './target.ts';
import type { HeardCommand, HeardPress } from './update.ts';

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
  body: 'Wait a moment, then try it again.',
  link: null,
};
const TOO_LONG: Message = {
  title: 'No result within 10 minutes',
  body: 'It may still be running.',
  link: null,
};
const BROKEN: Message = { title: 'That went wrong', body: 'The log says more.', link: null };

export interface AnswerDeps extends PressDeps {
  /** A moment in the operator's zone. */
  readonly dateAndTime: (at: number) => string;
}

type HeardCall = HeardCommand | HeardPress;

/**
 * Takes commands and presses: admits, runs, answers. Returns at once; who is not admitted gets nothing at all. `old`: a
 * press may be from another moment, and is run only if Telegram still takes an answer to it.
 */
export function createAnswering(
  deps: AnswerDeps,
): (heard: HeardCall, commands: ChatCommands, old?: boolean) => void {
  const { clock, log, signal } = deps;
  let running = 0;
  let busy = 0;

  async function serve(admitted: AdmittedCall, heard: HeardCall, old: boolean): Promise<void> {
    if (heard.kind === 'press' && old && !(await isFresh(heard, deps))) return admitted.passOver();
    const work = admitted.run().catch(() => BROKEN);
    if (heard.kind === 'press' && !old && (await answerPress(heard, work, deps))) return;
    if (signal.aborted) return;
    const over = new AbortController();
    const end = (): void => over.abort();
    signal.addEventListener('abort', end, { once: true });
    const shown = showTyping(heard, over.signal, deps);
    const answer = await Promise.race([work, pause(clock, RUN_MS, over.signal).then(() => TOO_LONG)]);
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

  function sayBusy(heard: HeardCall): Promise<unknown> {
    if (heard.kind === 'press') return answerPress(heard, Promise.resolve(BUSY), deps);
    return reply(BUSY, heard, deps);
  }

  return (heard, commands, old = false) => {
    const { user, place, command, args, pressed } = heard;
    const admitted = commands.admit({ user, place, command, args, pressed });
    if (admitted === null) return;
    if (running < MOST_RUNNING) {
      running += 1;
      void serve(admitted, heard, old)
        .catch(ended)
        .finally(() => (running -= 1));
      return;
    }
    admitted.passOver();
    if (busy < MOST_BUSY_ANSWERS) {
      busy += 1;
      void sayBusy(heard)
        .catch(ended)
        .finally(() => (busy -= 1));
    }
  };
}

/** Shows that something is being done, from 1 s on, until `done` aborts. Never throws. */
async function showTyping(heard: HeardCall, done: AbortSignal, deps: AnswerDeps): Promise<void> {
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
 * Answers where the command was said, or under the message whose button was pressed. Waits out a rate limit, a minute at most each time, and tries again where the
 * way to Telegram broke: an answer that stands there twice is better than none. Throws a `TelegramError`.
 */
export async function reply(message: Message, heard: HeardCall, deps: AnswerDeps): Promise<void> {
  const { client, clock, signal } = deps;
  const answer = renderAnswer(message, deps.dateAndTime);
  for (let tries = 1; ; tries++) {
    try {
      await withDeadline(clock, CALL_MS, signal, (ends) =>
        withDateTimes(answer, (rich) =>
          client.call(ends, (raw, s) =>
            raw.sendMessage(
              {
                chat_id: Number(heard.place.chat),
                ...topicOf(heard.place.thread),
                ...contentOf(rich),
                // Who pressed looks at the chat; nobody else asked for anything.
                ...(heard.kind === 'press' ? { disable_notification: true } : {}),
                reply_parameters: { message_id: heard.messageId, allow_sending_without_reply: true },
              },
              s,
            ),
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
  if (reason !== 'network' && reason !== 'unreachable' && reason !== 'server-error') return null;
  return backoffMs(tries, randomInt(1_000) / 1_000, FIRST_WAIT_MS, LONGEST_WAIT_MS);
}
