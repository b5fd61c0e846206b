import { errorText } from '../../core/error-text.ts';
import { readJson } from '../../core/read-json.ts';
import type { Checked } from './assertion.ts';
import type { Spend } from './budget.ts';
import { quote } from './quote.ts';

/** What is longer, in UTF-16 units, or nested deeper is not parsed: nothing that a canary asks for is. */
export const MOST_PARSED = 262_144;
const DEEPEST = 500;
const STEPS_PER_CHARACTER = 50;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  /** Says why it is none. */
  | { readonly ok: false; readonly checked: Checked };

/** A text that is JSON and nothing else, white space around it aside (RFC 8259). Throws `TooMuch`. */
export function parseJson(text: string, spend: Spend): ParsedJson {
  if (text.length > MOST_PARSED) return refused(null, `is too long to be read as JSON`);
  spend(STEPS_PER_CHARACTER * text.length);
  if (isTooDeep(text)) return refused(null, 'is nested too deep to be read as JSON');
  try {
    return { ok: true, value: readJson(text) };
  } catch (error) {
    return refused(false, `is no JSON: ${whyNot(text, errorText(error))}`);
  }
}

function refused(holds: false | null, reason: string): ParsedJson {
  return { ok: false, checked: { holds, reason } };
}

function whyNot(text: string, said: string): string {
  const start = text.trimStart();
  if (start === '') return 'it is empty';
  if (start.startsWith('```') || start.startsWith('~~~')) return 'it begins with a code fence';
  if (!/^[[{"\-\dtfn]/.test(start)) return `it begins with ${quote(start, 40)}`;
  const [, after] = /after JSON at position (\d+)/.exec(said) ?? [];
  if (after !== undefined) return `${quote(text.slice(Number(after)), 40)} follows it`;
  if (/unterminated|end of json/i.test(said)) return `it breaks off: ${quote(text)}`;
  return `it is ${quote(text)}`;
}

/** Counts brackets outside of strings; linear. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\' && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}
