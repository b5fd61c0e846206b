import { DAY_MS, MINUTE_MS, parseDuration, sayDuration } from '../../core/duration.ts';
import { part } from './say.ts';

const LEAST_MS = 15 * MINUTE_MS;
const MOST_MS = 366 * DAY_MS;
const MAX_WORD = 40;
const RULE = 'is no duration: 24h, 7d or 30d is one';

type Span =
  | { readonly ok: true; readonly workflow: string | null; readonly sinceMs?: number }
  /** `problem`: why not, without its end. */
  | { readonly ok: false; readonly problem: string };

/**
 * A workflow and how far back, either of which may be missing, in either order. A word that is a duration is one, unless
 * a workflow is called so. `words`: two at most.
 */
export function readSpan(words: readonly string[], workflows: readonly string[]): Span {
  const isDuration = (word: string): boolean =>
    durationOf(word) !== null && !workflows.includes(word.toLowerCase());
  const [first, second] = words;
  if (first === undefined) return { ok: true, workflow: null };
  if (second === undefined) {
    return isDuration(first) ? spanOf(null, first) : { ok: true, workflow: first.toLowerCase() };
  }
  const [name, duration] = isDuration(second) ? [first, second] : [second, first];
  if (!isDuration(duration)) return { ok: false, problem: `${part(second, MAX_WORD)} ${RULE}` };
  if (isDuration(name)) return { ok: false, problem: 'Two durations are one too many' };
  return spanOf(name, duration);
}

function spanOf(workflow: string | null, duration: string): Span {
  const sinceMs = durationOf(duration);
  if (sinceMs !== null && sinceMs >= LEAST_MS && sinceMs <= MOST_MS) {
    return { ok: true, workflow: workflow?.toLowerCase() ?? null, sinceMs };
  }
  const bounds = `${sayDuration(LEAST_MS)} to ${sayDuration(MOST_MS)}`;
  return { ok: false, problem: `${part(duration, MAX_WORD)} is not within ${bounds}` };
}

function durationOf(word: string): number | null {
  return parseDuration(word.toLowerCase());
}
