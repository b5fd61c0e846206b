import type { Clock } from '../../core/clock.ts';
import { connectionFailure } from '../connection-failure.ts';
import { withinLimit } from '../time-limit.ts';
import { ask, type HttpAnswer, type HttpRequest, type Stage } from './ask.ts';
import { redirected } from './redirect.ts';

const MOST_REDIRECTS = 5;

/** An answer, and how it was come by. */
export interface FollowedAnswer {
  readonly outcome: 'answered';
  readonly answer: HttpAnswer;
  /** Who answered: after redirects not the one that was asked first. */
  readonly url: URL;
  readonly redirects: number;
  /** To the last byte that was read, connecting and redirects included. */
  readonly latencyMs: number;
}

/** What came of a request. */
export type Fetched =
  | FollowedAnswer
  /** How far it had come, in words. */
  | { readonly outcome: 'timed-out'; readonly stage: string }
  | { readonly outcome: 'failed'; readonly words: string; readonly next: string };

const STAGES: Readonly<Record<Stage, string>> = {
  connecting: 'still connecting',
  asked: 'connected, but without an answer',
  answering: 'in the middle of the answer',
};

/** Asks, and follows redirects where that is wanted. Rejects only where `signal` aborts. */
export async function fetchOnce(
  first: HttpRequest,
  { follow, timeoutMs }: { readonly follow: boolean; readonly timeoutMs: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<Fetched> {
  const startedAt = clock.monotonic();
  let stage: Stage = 'connecting';

  async function chase(within: AbortSignal): Promise<Fetched> {
    let request = first;
    for (let redirects = 0; ; redirects++) {
      const answer = await ask(request, within, (reached) => {
        stage = reached;
      });
      const next = follow ? redirected(request, answer) : null;
      if (next === null || redirects === MOST_REDIRECTS) {
        const latencyMs = clock.monotonic() - startedAt;
        return { outcome: 'answered', answer, url: request.url, redirects, latencyMs };
      }
      request = next;
    }
  }

  try {
    const limited = await withinLimit(clock, timeoutMs, signal, chase);
    return limited.timedOut ? { outcome: 'timed-out', stage: STAGES[stage] } : limited.value;
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: 'failed', ...connectionFailure(error) };
  }
}
