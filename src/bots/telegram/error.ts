import { FarEndError, verdictOfCode, verdictOfStatus, type Verdict } from '../../core/far-end.ts';

/** What the Bot API said no with (https://core.telegram.org/bots/api#making-requests). */
export interface Refusal {
  /** Of the answer; `null` where it had none. */
  readonly code: number | null;
  readonly description: string;
  /** Seconds. */
  readonly retryAfter: number | null;
  /** The group became a supergroup with this id. */
  readonly migrateTo: string | null;
}

/** A call to Telegram that failed, with what the Bot API said, if it said anything. Its text holds no token. */
export class TelegramError extends FarEndError {
  readonly refusal: Refusal | null;

  constructor(message: string, verdict: Verdict, refusal: Refusal | null = null) {
    super(message, verdict);
    this.name = 'TelegramError';
    this.refusal = refusal;
  }
}

/** The Bot API answered, and refused. */
export function refused(refusal: Refusal): TelegramError {
  const { code, description, retryAfter } = refusal;
  // A wait of nothing says nothing: asking again at once, for ever, would be no answer to it.
  const after = retryAfter !== null && retryAfter > 0 ? retryAfter * 1_000 : null;
  return new TelegramError(
    `Telegram answered ${code ?? 'without a code'}: ${description}`,
    verdictOf(code, after),
    refusal,
  );
}

/** No answer of the Bot API came. `why`: a short code such as `ECONNREFUSED`. */
export function unreachable(why: string): TelegramError {
  return new TelegramError(`Telegram can't be reached (${why})`, verdictOfCode(why));
}

/** Something else than the Bot API answered: a proxy's page, say. It may pass, so nothing is given up for it. */
export function notTheApi(): TelegramError {
  return new TelegramError(
    'what answered in the place of Telegram did not speak its language',
    retry('server-error'),
  );
}

/** The caller's signal ended the call. */
export function outOfTime(): TelegramError {
  return new TelegramError('Telegram did not answer in time', retry('timeout'));
}

/** What the Bot API says of a token it does not know: 401, or 404 where it does not even look like one. */
export function isTokenRefusal(error: unknown): boolean {
  return error instanceof TelegramError && error.verdict.reason === 'unauthorized';
}

function verdictOf(code: number | null, retryAfterMs: number | null): Verdict {
  if (code === null) return retry('server-error');
  if (code === 404) return { action: 'retry', reason: 'unauthorized', retryAfterMs };
  return verdictOfStatus(code, retryAfterMs);
}

function retry(reason: Verdict['reason']): Verdict {
  return { action: 'retry', reason, retryAfterMs: null };
}
