import type { ShowProgress } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { verdictOf } from '../core/far-end.ts';
import type { Message } from '../core/message.ts';
import type { Log } from '../core/ports.ts';
import { pause, withDeadline } from './deadline.ts';

/** Chats take about one change a second. */
const APART_MS = 1.5 * SECOND_MS;
const MOST_SHOWN = 20;
const CALL_MS = 5 * SECOND_MS;
/** What is on its way when the answer is there may arrive first; the answer waits no longer for it. */
const GRACE_MS = SECOND_MS;

export interface ProgressDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the bot is closed. */
  readonly signal: AbortSignal;
}

/** What a command says of its work, shown in a message that changes. */
export interface Progress {
  readonly report: ShowProgress;
  /** Shows from now on what is reported; until then the newest is kept. */
  begin(): void;
  /** Shows nothing any more. Resolves when nothing is on its way, within a second or so. Never rejects. */
  end(): Promise<void>;
}

/**
 * Calls `show` with what is reported, one call after the other, 1.5 s apart; of what comes meanwhile the newest stays. It
 * is only a sign: what fails is logged, and where it may have arrived or never will, nothing more is shown.
 */
export function createProgress(
  show: (message: Message, signal: AbortSignal) => Promise<void>,
  { clock, log, signal }: ProgressDeps,
): Progress {
  const ended = new AbortController();
  const cut = new AbortController();
  const stops = AbortSignal.any([ended.signal, signal]);
  const cuts = AbortSignal.any([cut.signal, signal]);
  let newest: Message | null = null;
  let left = MOST_SHOWN;
  let begun = false;
  let working: Promise<void> | null = null;

  function wake(): void {
    if (begun && working === null && newest !== null) working = work();
  }

  async function work(): Promise<void> {
    while (newest !== null && left > 0 && !stops.aborted) {
      const message = newest;
      newest = null;
      left -= 1;
      await pause(clock, APART_MS + (await holdAfter(message)), stops);
    }
    working = null;
  }

  /** Shows one; milliseconds that the far end wants to be left alone besides. */
  async function holdAfter(message: Message): Promise<number> {
    try {
      await withDeadline(clock, CALL_MS, cuts, (ends) => show(message, ends));
      return 0;
    } catch (error) {
      const { reason, retryAfterMs } = verdictOf(error);
      if (reason !== 'rate-limited' && reason !== 'unreachable') left = 0;
      if (!signal.aborted) log.warn('progress-not-shown', { reason, detail: errorText(error) });
      return retryAfterMs ?? 0;
    }
  }

  return {
    report(message) {
      if (stops.aborted || left === 0) return;
      newest = message;
      wake();
    },
    begin() {
      begun = true;
      wake();
    },
    async end() {
      ended.abort();
      if (working === null) return;
      const cancel = clock.after(GRACE_MS, () => cut.abort());
      await working;
      cancel();
    },
  };
}
