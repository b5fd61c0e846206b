import { RE2JS } from 're2js';
import { errorText } from '../../core/error-text.ts';

/** The longest pattern, in characters, and the largest program that one may become. */
const MOST_CHARACTERS = 1_000;
const MOST_INSTRUCTIONS = 1_000;
/** Characters times instructions of one search: half a second at the very worst, a few milliseconds mostly. */
const MOST_STEPS = 20_000_000;

const LOOK_AROUND = /\(\?<?[=!]/;
const BACK_REFERENCE = /\\[1-9]|\\k</;

/** A regular expression in linear time. */
export interface Pattern {
  /** Whether it is found anywhere in the text; `null`: the text is too long for such a pattern. */
  test(text: string): boolean | null;
}

/**
 * Compiles a pattern as JavaScript writes them (`\u00e9`, `(?<name>…)`, `\/`) for RE2, which takes linear time
 * (https://github.com/google/re2/wiki/Syntax). `\d`, `\w`, `\s` and `\b` know ASCII alone. `problem`: why it can't be
 * used, in words that go on after "has a pattern that".
 */
export function compilePattern(text: string): { readonly pattern: Pattern } | { readonly problem: string } {
  if (text.length > MOST_CHARACTERS) return { problem: `is longer than ${MOST_CHARACTERS} characters` };
  const bare = text.replace(/\\\\/g, '');
  if (BACK_REFERENCE.test(bare)) {
    return { problem: "refers back to a group (\\1), which RE2 can't do: say what is to be there twice" };
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(text));
    const size = compiled.programSize();
    if (size > MOST_INSTRUCTIONS) return { problem: 'is too large: repeat less often in it' };
    return {
      pattern: { test: (searched) => (searched.length * size > MOST_STEPS ? null : compiled.test(searched)) },
    };
  } catch (error) {
    if (LOOK_AROUND.test(bare)) {
      return {
        problem:
          "looks ahead or behind ((?=, (?!, (?<=, (?<!), which RE2 can't do: use two assertions, or not-regex",
      };
    }
    return { problem: `is no RE2 pattern: ${errorText(error).replace(/^error parsing regexp: /, '')}` };
  }
}
