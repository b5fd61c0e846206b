import { randomInt } from 'node:crypto';
import { backoffMs } from '../../core/backoff.ts';
import { clip, oneLine } from '../../core/clip.ts';
import type { Clock } from '../../core/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import { errorText } from '../../core/error-text.ts';
import type { Message, MessageImage } from '../../core/message.ts';
import type { Log } from '../../core/ports.ts';
import { pause, withDeadline } from '../deadline.ts';
import type { AnswerCalls } from './answer-calls.ts';
import { TelegramError } from './error.ts';
import { renderAnswer } from './render.ts';
import { createRichText, type RichText } from './rich-text.ts';

/** UTF-16 units of a photo's text (https://core.telegram.org/bots/api#sendphoto). */
const CAPTION_LENGTH = 1_024;
const CODES_IN_CAPTION = 50;
const CALL_MS = 15 * SECOND_MS;
const TRIES = 3;
const FIRST_WAIT_MS = 2 * SECOND_MS;
const LONGEST_WAIT_MS = MINUTE_MS;

export interface ReplyDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** A moment in the operator's zone. */
  readonly dateAndTime: (at: number) => string;
}

/**
 * Answers. Waits out a rate limit, a minute at most each time, and tries again where the way to Telegram broke: an answer
 * that stands there twice is better than none. `standing`: the message that shows how it went so far; it becomes the
 * answer where it can. A picture goes with the text as its caption, or follows a text that is too long for one; where
 * Telegram does not take it, the text stands alone. Throws a `TelegramError`: nothing of the text was taken.
 */
export async function reply(
  message: Message,
  calls: AnswerCalls,
  deps: ReplyDeps,
  standing: number | null = null,
): Promise<void> {
  const { image } = message;
  const text = renderAnswer(message, deps.dateAndTime);
  if (image === undefined) {
    if (standing !== null && (await isEdited(standing, text, calls, deps))) return;
    return post(text, calls, deps);
  }
  if (text.text.length <= CAPTION_LENGTH) {
    if (await isPosted(image, text, { silent: false }, calls, deps)) return;
    return post(text, calls, deps);
  }
  await post(text, calls, deps);
  await isPosted(image, captionOf(image), { silent: true }, calls, deps);
}

async function post(text: RichText, calls: AnswerCalls, deps: ReplyDeps): Promise<void> {
  await untilTaken(deps, (signal) => calls.post(text, signal));
}

/** False: the message is too old or gone, or can't be reached any more. */
async function isEdited(id: number, text: RichText, calls: AnswerCalls, deps: ReplyDeps): Promise<boolean> {
  try {
    await untilTaken(deps, (signal) => calls.edit(id, text, signal));
    return true;
  } catch (error) {
    if (deps.signal.aborted) throw error;
    deps.log.warn('telegram-answer-anew', { error: errorText(error) });
    return false;
  }
}

/** False: the chat takes no photos, or this one did not get through. */
async function isPosted(
  image: MessageImage,
  caption: RichText,
  options: { readonly silent: boolean },
  calls: AnswerCalls,
  deps: ReplyDeps,
): Promise<boolean> {
  try {
    await untilTaken(deps, (signal) => calls.postPhoto(image, caption, options, signal));
    return true;
  } catch (error) {
    if (deps.signal.aborted) throw error;
    deps.log.warn('telegram-photo', { error: errorText(error) });
    return false;
  }
}

function captionOf({ about }: MessageImage): RichText {
  const rich = createRichText();
  rich.untrusted(clip(oneLine(about), CAPTION_LENGTH), null, CODES_IN_CAPTION);
  return rich.done();
}

async function untilTaken<T>(
  { clock, signal }: ReplyDeps,
  does: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await withDeadline(clock, CALL_MS, signal, does);
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
