import { RE2JS } from 're2js';
import { errorText } from '../../core/error-text.ts';
import type { Spend } from './budget.ts';
import { translatePattern } from './translate-pattern.ts';

/** The longest pattern, in characters, and the largest program that one may become. */
const MOST_CHARACTERS = 1_000;
const MOST_INSTRUCTIONS = 1_000;
/**
 * What a search takes for each character. A text can be made such that a pattern that counts, like `x.{30}[yz]`, must
 * count in every place at once, which takes much longer than any other pattern on any other text.
 */
const STEPS_PER_CHARACTER = 20;
const STEPS_PER_INSTRUCTION = 4;
const STEPS_PER_COUNTING_INSTRUCTION = 32;
const COUNTS = /\{\d/;

const LOOK_AROUND = /\(\?<?[=!]/;
const BACK_REFERENCE = /\\[1-9]|\\k</;

/** A regular expression in linear time. */
export interface Pattern {
  /** Whether it is found anywhere in the text. Throws `TooMuch`. */
  test(text: string, spend: Spend): boolean;
}

/**
 * Compiles a pattern as JavaScript writes and reads them for RE2, which takes linear time
 * (https://github.com/google/re2/wiki/Syntax). What differs from JavaScript: `.` and classes take a whole code point,
 * and RE2's own flags `(?i)`, `(?s)`, `(?m)` are known. `problem`: why it can't be used, in words that go on after "has
 * a pattern that".
 */
export function compilePattern(text: string): { readonly pattern: Pattern } | { readonly problem: string } {
  if (text.length > MOST_CHARACTERS) return { problem: `is longer than ${MOST_CHARACTERS} characters` };
  const bare = text.replace(/\\\\/g, '');
  if (BACK_REFERENCE.test(bare)) {
    return { problem: "refers back to a group (\\1), which RE2 can't do: say what is to be there twice" };
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(translatePattern(text)));
    const size = compiled.programSize();
    if (size > MOST_INSTRUCTIONS) return { problem: 'is too large: repeat less often in it' };
    const each = COUNTS.test(text) ? STEPS_PER_COUNTING_INSTRUCTION : STEPS_PER_INSTRUCTION;
    return {
      pattern: {
        test(searched, spend) {
          spend(searched.length * (STEPS_PER_CHARACTER + each * size));
          return compiled.test(searched);
        },
      },
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
