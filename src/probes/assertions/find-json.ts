import { MOST_PARSED, parseJson } from './parse-json.ts';

/** Characters that one search looks at, the same ones again and again where braces are not closed. */
const MOST_LOOKS = 2_000_000;

/**
 * Looks for JSON objects among other text, as promptfoo does: from each `{` on, outermost first; an array alone does not count.
 * Ends with the first that `accept` takes. `gave-up`: too many braces lead nowhere.
 */
export function findJson(text: string, accept: (value: unknown) => boolean): 'found' | 'none' | 'gave-up' {
  let looks = 0;
  let start = text.indexOf('{');
  while (start !== -1) {
    const end = endOf(text, start);
    looks += end.seen;
    if (looks > MOST_LOOKS) return 'gave-up';
    const parsed = end.closed ? parseJson(text.slice(start, start + end.seen)) : null;
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
