import type * as Library from 'discord.js';
import { FarEndError, verdictOfCode, verdictOfStatus, type Verdict } from '../../core/far-end.ts';

/** What Discord answered, or why it did not; `code` is its own number for it, where it gave one. */
export class DiscordError extends FarEndError {
  readonly code: number | null;

  constructor(message: string, verdict: Verdict, code: number | null = null) {
    super(message, verdict);
    this.name = 'DiscordError';
    this.code = code;
  }
}

/**
 * The error of discord.js as one with a verdict. The original is not kept: it has the request's address, and the
 * address of an interaction has its token.
 */
export function discordError(error: unknown, library: typeof Library): FarEndError {
  if (error instanceof FarEndError) return error;
  if (error instanceof library.RateLimitError) {
    return new DiscordError('Discord asks to wait', verdictOfStatus(429, positive(error.retryAfter)));
  }
  if (error instanceof library.DiscordAPIError) {
    const { status, code } = error;
    // Without a code of Discord's it comes from something in between, a proxy's page say: that may pass.
    const own = typeof code === 'number';
    const verdict = verdictOfStatus(own || status === 401 ? status : 502, null);
    return new DiscordError(`Discord answered ${status}: ${error.message}`, verdict, own ? code : null);
  }
  if (error instanceof library.HTTPError) {
    return new DiscordError(`Discord answered ${error.status}`, verdictOfStatus(error.status, null));
  }
  if (error instanceof Error && error.name === 'AbortError') return noAnswer();
  if (error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError')) {
    return new DiscordError("Discord's answer can't be read", verdictOfStatus(502, null));
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  const reason = code === null ? '' : ` (${code})`;
  return new DiscordError(`Discord can't be reached${reason}`, verdictOfCode(code));
}

export function noAnswer(): FarEndError {
  return new DiscordError('Discord did not answer in time', {
    action: 'retry',
    reason: 'timeout',
    retryAfterMs: null,
  });
}

function positive(ms: number): number | null {
  return Number.isFinite(ms) && ms > 0 ? Math.ceil(ms) : null;
}
