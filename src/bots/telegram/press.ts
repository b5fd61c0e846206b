import { clip, manyLines, oneLine } from '../../core/clip.ts';
import type { Clock } from '../../core/clock.ts';
import { SECOND_MS } from '../../core/duration.ts';
import { errorText } from '../../core/error-text.ts';
import type { Message } from '../../core/message.ts';
import type { Log } from '../../core/ports.ts';
import { pause, withDeadline } from '../deadline.ts';
import type { TelegramClient } from './client.ts';
import type { HeardPress } from './update.ts';

/** UTF-16 units (https://core.telegram.org/bots/api#answercallbackquery). */
const NOTE_LENGTH = 200;
/** What takes longer is told in a message: clients do not wait much longer for the answer to a press. */
const SOON_MS = 3 * SECOND_MS;
const CALL_MS = 5 * SECOND_MS;

export interface PressDeps {
  readonly client: TelegramClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Answers a press by the note that clients show for it, or with nothing to see where the work takes longer or there is
 * more to say. True: all is said. Never throws.
 */
export async function answerPress(
  press: HeardPress,
  work: Promise<Message>,
  deps: PressDeps,
): Promise<boolean> {
  const over = new AbortController();
  const ends = AbortSignal.any([over.signal, deps.signal]);
  const soon = await Promise.race([work, pause(deps.clock, SOON_MS, ends).then(() => null)]);
  over.abort();
  const note = soon === null ? null : noteOf(soon);
  return (await answerQuery(press, note ?? '', deps)) && note !== null;
}

/** Whether a press can still be answered, which it is: with nothing to see. Never throws. */
export function isFresh(press: HeardPress, deps: PressDeps): Promise<boolean> {
  return answerQuery(press, '', deps);
}

async function answerQuery(
  { queryId, command }: HeardPress,
  text: string,
  deps: PressDeps,
): Promise<boolean> {
  const { client, clock, log, signal } = deps;
  const answer = { callback_query_id: queryId, ...(text === '' ? {} : { text }) };
  try {
    await withDeadline(clock, CALL_MS, signal, (ends) =>
      client.call(ends, (raw, s) => raw.answerCallbackQuery(answer, s)),
    );
    return true;
  } catch (error) {
    if (!signal.aborted) log.warn('telegram-press', { command, error: errorText(error) });
    return false;
  }
}

/** The message as a note, without its times, which the card shows by then; `null`: it does not fit into one. */
function noteOf({ title, facts = [], body, link, image }: Message): string | null {
  if (facts.some((fact) => 'text' in fact) || link !== null || image !== undefined) return null;
  const said = [clip(oneLine(title), NOTE_LENGTH), manyLines(body)].filter((part) => part !== '').join('\n');
  return said.length <= NOTE_LENGTH ? said : null;
}
