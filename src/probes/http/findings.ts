import { STATUS_CODES } from 'node:http';
import { clip, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { AssertionResult, ProbeFinding } from '../../core/probe.ts';
import { sayLimit } from '../time-limit.ts';
import type { Fetched, FollowedAnswer } from './fetch.ts';
import type { HttpRules } from './rules.ts';
import { isExpected } from './status.ts';
import { statusAdvice } from './status-advice.ts';

const BODY_SHOWN = 300;
const MOST_REASONS = 6;
const LONGEST_STATUS = 300;
const REFUSED_ADVICE =
  'see who has it redirect there; if that is meant, name the address that it leads to as `url`';

/** Why there is no answer. */
export function saySilence(fetched: Exclude<Fetched, FollowedAnswer>, { timeoutMs }: HttpRules): string {
  return fetched.outcome === 'failed'
    ? fetched.words
    : `timed out after ${sayLimit(timeoutMs)}, ${fetched.stage}`;
}

/** How it answered, in a line: `HTTP 200 OK in 84 ms`. */
export function sayStatus(fetched: FollowedAnswer, { status }: HttpRules): string {
  const { redirects, place, refused, latencyMs } = fetched;
  const words = STATUS_CODES[fetched.status];
  const said = words === undefined ? '' : ` ${words}`;
  const expected = isExpected(fetched.status, status) ? '' : ` instead of ${status.join(' or ')}`;
  const where = redirects === 0 ? '' : `, after ${countOf(redirects, 'redirect')} to ${place}`;
  const why = refused === null ? '' : `, a redirect that is not followed: ${refused}`;
  const line = `HTTP ${fetched.status}${said}${expected} in ${Math.round(latencyMs)} ms${why}${where}`;
  return clip(oneLine(line), LONGEST_STATUS);
}

/** The status is as it should be, and no redirect that it would have had to follow. */
export function statusFits({ status, refused }: FollowedAnswer, rules: HttpRules): boolean {
  return refused === null && isExpected(status, rules.status);
}

/** Nobody answered, or not in time. */
export function silenceFinding(fetched: Exclude<Fetched, FollowedAnswer>, rules: HttpRules): ProbeFinding {
  const late = fetched.outcome === 'timed-out';
  return {
    ...shared(rules),
    aspect: 'answer',
    ok: false,
    title: `${rules.name} ${late ? 'does not answer in time' : "can't be reached"}`,
    evidence: `${rules.asked}: ${saySilence(fetched, rules)}`,
    next: late ? 'see what keeps the service busy, and whether it runs at all' : fetched.next,
  };
}

/** Is the answer right? `failed`: assertions about anything but its latency. */
export function answerFinding(
  fetched: FollowedAnswer,
  failed: readonly AssertionResult[],
  rules: HttpRules,
): ProbeFinding {
  const { status, body, refused } = fetched;
  const fits = statusFits(fetched, rules);
  const said = `${rules.asked}: ${sayStatus(fetched, rules)}`;
  if (fits && failed.length === 0) {
    const title = `${rules.name} answers as it should again`;
    return { ...shared(rules), aspect: 'answer', ok: true, title, evidence: said, next: null };
  }
  const more = failed.length - MOST_REASONS;
  const begins = clip(oneLine(body), BODY_SHOWN);
  return {
    ...shared(rules),
    aspect: 'answer',
    ok: false,
    title: fits ? `${rules.name} answers wrongly` : `${rules.name} answers ${status}`,
    evidence: [
      said,
      ...failed.slice(0, MOST_REASONS).map(sayResult),
      ...(more > 0 ? [`… and ${countOf(more, 'assertion')} more`] : []),
      ...(begins === '' ? [] : [`It begins: ${begins}`]),
    ].join('\n'),
    next: fits
      ? "compare the answer with the probe's `assert`"
      : refused === null
        ? statusAdvice(status)
        : REFUSED_ADVICE,
  };
}

/** Was it fast enough? `judged`: assertions about that. */
export function latencyFinding(judged: readonly AssertionResult[], rules: HttpRules): ProbeFinding {
  const { name } = rules;
  const ok = judged.every(({ pass }) => pass);
  return {
    ...shared(rules),
    aspect: 'latency',
    ok,
    title: ok ? `${name} is as fast as it should be again` : `${name} is slow`,
    evidence: judged
      .filter(({ pass }) => pass === ok)
      .map(sayResult)
      .join('\n'),
    next: ok ? null : `see what keeps the service busy; /canaries ${name} shows when it began`,
  };
}

function shared({ severity, labels, remote }: HttpRules) {
  return { severity, cause: null, labels, remote } as const;
}

function sayResult({ type, reason }: AssertionResult): string {
  return `${type}: ${reason}`;
}
