import type { Spend } from './budget.ts';
import { MOST_PARSED, parseJson } from './parse-json.ts';

/** Characters that one search looks at, the same ones again and again where braces are not closed. */
const MOST_LOOKS = 500_000;
/** Pairs of braces that one search takes for an object: an answer with more of them is not what a canary asks for. */
const MOST_CANDIDATES = 1_000;
const STEPS_PER_LOOK = 5;
/** What an exception costs. */
const STEPS_PER_CANDIDATE = 5_000;

/**
 * Looks for JSON objects among other text, as promptfoo does: from each `{` on, outermost first; an array alone does not
 * count. Ends with the first that `accept` takes. `gave-up`: too many braces lead nowhere. Throws `TooMuch`.
 */
export function findJson(
  text: string,
  accept: (value: unknown) => boolean,
  spend: Spend,
): 'found' | 'none' | 'gave-up' {
  let looks = 0;
  let candidates = 0;
  let start = text.indexOf('{');
  while (start !== -1) {
    const end = endOf(text, start);
    looks += end.seen;
    if (end.closed) candidates++;
    if (looks > MOST_LOOKS || candidates > MOST_CANDIDATES) return 'gave-up';
    spend(STEPS_PER_LOOK * end.seen + (end.closed ? STEPS_PER_CANDIDATE : 0));
    const parsed = end.closed ? parseJson(text.slice(start, start + end.seen), spend) : null;
    if (parsed?.ok === true && accept(parsed.value)) return 'found';
    start = text.indexOf('{', parsed?.ok === true ? start + end.seen : start + 1);
  }
  return 'none';
}

/** How far the braces that begin at `start` reach, strings aside; not `closed` where they never end as JSON could. */
function endOf(text: string, start: number): { readonly closed: boolean; readonly seen: number } {
  const last = Math.min(text.length, start + MOST_PARSED);
  let depth = 0;
  let quoted = false;
  for (let i = start; i < last; i++) {
    const char = text[i];
    if (char === '\n' && quoted) return { closed: false, seen: i - start + 1 };
    if (char === '\\' && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth++;
    else if (!quoted && char === '}') depth--;
    if (depth === 0) return { closed: true, seen: i - start + 1 };
  }
  return { closed: false, seen: last - start };
}
