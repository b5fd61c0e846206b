import type { Clock } from '../../core/clock.ts';
import { connectionFailure } from '../connection-failure.ts';
import { withinLimit } from '../time-limit.ts';
import { ask, SEAM_BYTES, type HttpAnswer, type HttpRequest, type Stage } from './ask.ts';
import { LeadsInside } from './outside-only.ts';
import { LEADS_INSIDE, placeOf, redirected } from './redirect.ts';

const MOST_REDIRECTS = 5;
/** Of a body that no assertion reads; more than what is kept of it. */
const MOST_UNJUDGED = 4_096;

/** An answer, and how it was come by. It is untrusted, and without configured secrets. */
export interface FollowedAnswer {
  readonly outcome: 'answered';
  readonly status: number;
  /** The first 256 KiB; where it is not judged, as much as is shown and kept. */
  readonly body: string;
  /** Who answered, after redirects not the one that was asked first: `https://example.org/health`. */
  readonly place: string;
  readonly redirects: number;
  /** Why the redirect that it is was not followed, though redirects are; `null`: it is none. */
  readonly refused: string | null;
  /** To the last byte that was read, connecting and redirects included. */
  readonly latencyMs: number;
}

/** What came of a request. */
export type Fetched =
  | FollowedAnswer
  /** How far it had come, in words. */
  | { readonly outcome: 'timed-out'; readonly stage: string }
  | { readonly outcome: 'failed'; readonly words: string; readonly next: string };

export interface FetchOptions {
  readonly follow: boolean;
  readonly timeoutMs: number;
  /** An assertion reads the body. */
  readonly judgesBody: boolean;
}

export interface FetchDeps {
  readonly clock: Clock;
  /** Takes configured secrets out of a text. */
  readonly redact: (text: string) => string;
}

const STAGES: Readonly<Record<Stage, string>> = {
  connecting: 'still connecting',
  asked: 'connected, but without an answer',
  answering: 'in the middle of the answer',
};

/** Asks, and follows redirects where that is wanted. Rejects only where `signal` aborts. */
export async function fetchOnce(
  first: HttpRequest,
  { follow, timeoutMs, judgesBody }: FetchOptions,
  { clock, redact }: FetchDeps,
  signal: AbortSignal,
): Promise<Fetched> {
  const startedAt = clock.monotonic();
  let stage: Stage = 'connecting';
  const onReached = (reached: Stage): void => void (stage = reached);

  async function chase(within: AbortSignal): Promise<Fetched> {
    let request = first;
    let answer = await ask(request, within, onReached);
    let redirects = 0;

    const answered = (refused: string | null): FollowedAnswer => ({
      outcome: 'answered',
      status: answer.status,
      body: bodyOf(answer, judgesBody, redact),
      place: redact(placeOf(request.url)),
      redirects,
      refused: refused === null ? null : redact(refused),
      latencyMs: clock.monotonic() - startedAt,
    });

    for (;;) {
      const redirect = follow ? redirected(request, answer) : null;
      if (redirect === null) return answered(null);
      if (!redirect.followed) return answered(redirect.why);
      if (redirects === MOST_REDIRECTS) return answered(`it is the ${MOST_REDIRECTS + 1}th in a row`);
      const next = redirect.request;
      const got = await ask(next, within, onReached).catch(nullWhereInside);
      if (got === null) return answered(`${LEADS_INSIDE}: ${placeOf(next.url)}`);
      [request, answer] = [next, got];
      redirects += 1;
    }
  }

  try {
    const limited = await withinLimit(clock, timeoutMs, signal, chase);
    return limited.timedOut ? { outcome: 'timed-out', stage: STAGES[stage] } : limited.value;
  } catch (error) {
    signal.throwIfAborted();
    return { outcome: 'failed', ...connectionFailure(error, redact) };
  }
}

/**
 * Half a secret is not known for one: where there was more, the end, which may be such a half, is left out. No more is
 * looked through than is needed: that holds the event loop up, by which others are timed.
 */
function bodyOf({ body, complete }: HttpAnswer, judged: boolean, redact: FetchDeps['redact']): string {
  const needed = judged ? body : body.slice(0, MOST_UNJUDGED + SEAM_BYTES);
  const redacted = redact(needed);
  return complete && needed === body ? redacted : redacted.slice(0, -SEAM_BYTES);
}

function nullWhereInside(error: unknown): null {
  if (error instanceof LeadsInside) return null;
  throw error;
}
