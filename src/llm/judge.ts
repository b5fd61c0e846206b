import { clip, oneLine } from '../core/clip.ts';
import { sayDuration } from '../core/duration.ts';
import type { Asked, BrokenAnswer } from '../core/model.ts';
import type { UnmeasuredReason } from '../core/probe.ts';
import type { Draft } from './draft.ts';
import { NotAnAnswer, TooLong } from './failures.ts';
import { wordsOf, type FarError } from './far-error.ts';
import { reasonOf } from './reason.ts';
import { retryAfterOf } from './retry-after.ts';
import type { Wire } from './wire.ts';
import { codeOf } from '../core/error-code.ts';

const MOST_DETAIL = 300;
/** So much of a text is searched for the key, and then so much of it made a line. */
const MOST_READ = 16_384;
const MOST_LINE_READ = 4_096;
/** Codes of OpenSSL for a certificate that nobody known has signed. */
const UNKNOWN_CA: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];
/** What undici's parser says of a body that ends before its last chunk; it has no code for it. */
const CUT_IN_CHUNK = /Invalid EOF state/i;

/** A question after the conversation about it is over. */
export interface Ended {
  readonly draft: Draft;
  readonly wire: Pick<Wire, 'stage' | 'format' | 'failure'>;
  /** True: our own time-out ended it. */
  readonly timedOut: boolean;
  readonly timeoutMs: number;
  /** Takes the key out of a text. */
  readonly redact: (text: string) => string;
}

/** What came of a question whose answer ended by itself, or by our time-out. */
export function judgeEnd(ended: Ended): Asked {
  const { draft, wire, timedOut } = ended;
  if (timedOut) return afterTimeout(ended);
  if (!draft.ended) {
    if (draft.begun) return broken(ended, 'cut-off', 'the answer ended before its end mark');
    if (draft.noted) return broken(ended, 'no-choices', 'it answered without any choice');
    if (wire.format === 'events') return broken(ended, 'cut-off', 'the answer ended before it began');
    return broken(ended, 'not-json', 'what came was no stream of events');
  }
  const answer = draft.answer();
  const isEmpty = answer.output === '' && answer.toolCalls.length === 0;
  return isEmpty && answer.finishReason === 'stop'
    ? broken(ended, 'no-choices', 'it answered with nothing: no text and no tool call')
    : { outcome: 'answered', answer };
}

/** What came of a question that a provider's error ended. `now`: epoch milliseconds. */
export function judgeFarError(
  { redact, draft }: Pick<Ended, 'redact' | 'draft'>,
  far: FarError,
  now: number,
): Asked {
  const words = wordsOf(far);
  const retryAfterMs = retryAfterOf(far.status, far.headers, now);
  const reason = reasonOf(far.status, words, retryAfterMs !== null);
  return {
    outcome: 'unmeasured',
    reason,
    detail: line(redact, [
      far.status ?? (words.type === '' ? words.code : words.type),
      ...sayFarError(far.status, reason, words.message),
    ]),
    retryAfterMs,
    ...(draft.noted && { answer: draft.answer() }),
  };
}

function sayFarError(status: number | null, reason: UnmeasuredReason, message: string): readonly string[] {
  if (status !== null && status < 400)
    return ['a redirect, which is not followed: `baseUrl` must be the address itself'];
  if (status === 404 && reason === 'bad-request') return ['there is no such path, check `baseUrl`', message];
  return [message === '' ? 'without a word' : message];
}

/** What came of a question that broke on the way, or on what came; throws the error where that is a mistake of ours. */
export function judgeFailure(ended: Ended, error: unknown): Asked {
  const { wire, timedOut, redact } = ended;
  if (timedOut) return afterTimeout(ended);
  // What is wrong with an answer comes before what happens to its connection when nobody reads on.
  const cause = isAboutAnswer(error) ? error : (wire.failure ?? error);
  if (cause instanceof NotAnAnswer) return broken(ended, 'not-json', cause.message);
  if (cause instanceof SyntaxError) return broken(ended, 'not-json', 'a piece of the answer is no JSON');
  if (cause instanceof TooLong) return broken(ended, 'cut-off', cause.message);
  if (wire.failure === null) throw error;
  const words = sayFailure(wire.failure);
  switch (wire.stage) {
    case 'answering':
      return broken(ended, 'cut-off', `the connection broke in the middle of the answer: ${words}`);
    case 'connected':
      return unmeasured('network', line(redact, ['the connection broke before an answer began', words]));
    case 'away':
      return unmeasured('unreachable', line(redact, [words]));
  }
}

function isAboutAnswer(error: unknown): boolean {
  return error instanceof NotAnAnswer || error instanceof TooLong || error instanceof SyntaxError;
}

function afterTimeout(ended: Ended): Asked {
  const { wire, draft, timeoutMs } = ended;
  const limit = timeoutMs < 1_000 ? `${timeoutMs} ms` : sayDuration(timeoutMs);
  if (wire.stage === 'away') return unmeasured('unreachable', `no connection within ${limit}`);
  const what = draft.begun ? 'the answer was not whole' : 'there was no answer';
  return broken(ended, 'timed-out', `${what} after ${limit}`);
}

function broken({ draft, redact }: Ended, reason: BrokenAnswer, detail: string): Asked {
  return { outcome: 'broken', reason, detail: line(redact, [detail]), answer: draft.answer() };
}

function unmeasured(reason: 'network' | 'unreachable', detail: string): Asked {
  return { outcome: 'unmeasured', reason, detail, retryAfterMs: null };
}

function line(redact: Ended['redact'], parts: readonly (string | number)[]): string {
  const text = redact(
    parts
      .filter((part) => part !== '')
      .join(': ')
      .slice(0, MOST_READ),
  );
  return clip(oneLine(text.slice(0, MOST_LINE_READ)), MOST_DETAIL);
}

/** An error of Node's or undici's. One for several addresses has no message of its own, but one for each. */
function sayFailure(error: Error): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const said = inner instanceof Error ? inner : error;
  const code = codeOf(said) ?? '';
  if (CUT_IN_CHUNK.test(said.message)) return 'the other side closed it';
  const hint = UNKNOWN_CA.includes(code) ? '; name the file of its CA as `ca`' : '';
  return `${said.message === '' ? code : said.message}${hint}`;
}
