import type { AdmittedCall, ChatCommands } from '../../core/chat.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import { pause, withDeadline } from '../deadline.ts';
import { createProgress } from '../progress.ts';
import { answerCalls, type HeardCall } from './answer-calls.ts';
import { answerPress, isFresh, type PressDeps } from './press.ts';
import { renderAnswer } from './render.ts';
import { reply, type ReplyDeps } from './reply.ts';
import { createStanding } from './standing.ts';
import { topicOf } from './target.ts';

/** Commands that may run at once; beyond, the caller is told so. */
const MOST_RUNNING = 32;
/** Answers that may be on their way besides; beyond, nothing is said. */
const MOST_BUSY_ANSWERS = 16;
const TYPING_AFTER_MS = SECOND_MS;
/** Telegram shows it for 5 s or less (https://core.telegram.org/bots/api#sendchataction). */
const TYPING_EVERY_MS = 5 * SECOND_MS;
const RUN_MS = 10 * MINUTE_MS;
const CALL_MS = 15 * SECOND_MS;

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

export type AnswerDeps = PressDeps & ReplyDeps;

/**
 * Takes commands and presses: admits, runs, shows what is being done, answers. Returns at once; who is not admitted
 * gets nothing at all. `old`: a press may be from another moment, and is run only if Telegram still takes an answer to it.
 */
export function createAnswering(
  deps: AnswerDeps,
): (heard: HeardCall, commands: ChatCommands, old?: boolean) => void {
  const { clock, log, signal } = deps;
  let running = 0;
  let busy = 0;

  async function serve(admitted: AdmittedCall, heard: HeardCall, old: boolean): Promise<void> {
    if (heard.kind === 'press' && old && !(await isFresh(heard, deps))) return admitted.passOver();
    const calls = answerCalls(heard, deps.client);
    const standing = createStanding(calls);
    const progress = createProgress(
      (message, ends) => standing.show(renderAnswer(message, deps.dateAndTime), ends),
      deps,
    );
    let done = false;
    const work = admitted
      .run(progress.report)
      .catch(() => BROKEN)
      .finally(() => (done = true));
    // What is soon done is told by a note, and leaves no message.
    if (heard.kind === 'press' && !old && (await answerPress(heard, work, deps))) return;
    if (signal.aborted) return;
    if (!done) progress.begin();
    const over = new AbortController();
    const end = (): void => over.abort();
    signal.addEventListener('abort', end, { once: true });
    const shown = showTyping(heard, over.signal, deps);
    const answer = await Promise.race([work, pause(clock, RUN_MS, over.signal).then(() => TOO_LONG)]);
    signal.removeEventListener('abort', end);
    end();
    // A sign that arrives after the answer would stay for seconds; a change would hide it.
    await Promise.all([shown, progress.end()]);
    if (!signal.aborted) await reply(answer, calls, deps, standing.id());
  }

  function ended(error: unknown): void {
    if (signal.aborted) return;
    log.warn('telegram-answer', { error: error instanceof Error ? error.message : 'unknown' });
  }

  function sayBusy(heard: HeardCall): Promise<unknown> {
    if (heard.kind === 'press') return answerPress(heard, Promise.resolve(BUSY), deps);
    return reply(BUSY, answerCalls(heard, deps.client), deps);
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
