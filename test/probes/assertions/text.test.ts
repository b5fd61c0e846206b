import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../src/probes/assertions/pattern.ts';
import { problemOf, verdictOf } from './judged.ts';

describe('equals', () => {
  it.each([
    ['pong', 'pong', 'pass: is "pong"'],
    ['pong', 'Pong', 'fail: is "Pong", not "pong"'],
    ['pong', 'pong\n', 'fail: is "pong\\n", not "pong"'],
    ['a b', 'a\u00a0b', 'fail: is "a\\u00a0b", not "a b"'],
    ['pong', '', 'fail: is "", not "pong"'],
    ['é', 'e\u0301', 'fail: is "e\u0301", not "é"'],
    ['👩‍🚀', '👩‍🚀', 'pass: is "👩\\u200d🚀"'],
    [42, '42', 'pass: is "42"'],
    [{ key: 'value' }, '{ "key": "value" }', 'pass: is the JSON {"key":"value"}'],
    [{ a: 1, b: [2, null] }, '{"b":[2,null],"a":1}', 'pass: is the JSON {"a":1,"b":[2,null]}'],
    [[1, 2], '[2,1]', 'fail: is "[2,1]", not the JSON [1,2]'],
    [{ a: 1 }, 'a: 1', 'fail: is no JSON: it begins with "a: 1"'],
  ])('%j of %j', (value, output, verdict) => {
    expect(verdictOf({ type: 'equals', value }, { output })).toBe(verdict);
  });

  it('passes as its opposite where the answer is no JSON at all', () => {
    expect(verdictOf({ type: 'not-equals', value: { a: 1 } }, { output: 'no' })).toMatch(/^pass/);
  });
});

describe('contains and its kin', () => {
  const output = 'The quick brown Fuchs, 1,000 of them';

  it.each([
    ['contains', 'brown', 'pass: contains "brown"'],
    ['contains', 'fuchs', `fail: does not contain "fuchs"; it is "${output}"`],
    ['contains', 0, 'pass: contains "0"'],
    ['icontains', 'FUCHS', 'pass: contains "FUCHS"'],
    ['not-contains', 'brown', 'fail: contains "brown"'],
    ['not-icontains', 'as an ai', `pass: does not contain "as an ai"; it is "${output}"`],
    ['contains-all', ['quick', 'brown'], 'pass: contains all of "quick", "brown"'],
    ['contains-all', ['quick', 'fuchs', 'cat'], `fail: lacks "fuchs", "cat"; it is "${output}"`],
    ['icontains-all', ['QUICK', 'fuchs'], 'pass: contains all of "QUICK", "fuchs"'],
    ['contains-all', 'quick, "1,000", brown', 'pass: contains all of "quick", "1,000", "brown"'],
    ['contains-any', ['cat', 'brown'], 'pass: contains "brown"'],
    ['contains-any', 'cat,dog', `fail: contains none of "cat", "dog"; it is "${output}"`],
    ['icontains-any', 'cat,fuchs', 'pass: contains "fuchs"'],
    ['not-contains-any', ['cat', 'quick'], 'fail: contains "quick"'],
    ['not-contains-all', ['cat', 'quick'], `pass: lacks "cat"; it is "${output}"`],
    ['starts-with', 'The', 'pass: begins with "The"'],
    ['starts-with', 'the', `fail: does not begin with "the"; it is "${output}"`],
    ['not-starts-with', 'Sorry', `pass: does not begin with "Sorry"; it is "${output}"`],
  ])('%s %j', (type, value, verdict) => {
    expect(verdictOf({ type, value }, { output })).toBe(verdict);
  });

  it.each([
    ['a, "say ""hi"", now" ,,b', 'a, say "hi", now and b: a say "hi", now b'],
    ['"back\\"slash", c', 'back"slash c'],
  ])('takes %j apart as promptfoo does', (value, output) => {
    expect(verdictOf({ type: 'contains-all', value }, { output })).toMatch(/^pass/);
  });

  it.each([
    ['a, "b', 'has a quote in `value` that is not closed'],
    ['"a" b', 'has a quote in `value` that is not closed'],
    [' , ,', 'has nothing in `value` but commas'],
  ])('refuses the list %j', (value, problem) => {
    expect(problemOf({ type: 'contains-any', value })).toBe(problem);
  });

  it('clips what it quotes', () => {
    const { length } = verdictOf({ type: 'contains', value: 'x' }, { output: 'long '.repeat(40_000) });
    expect(length).toBeLessThan(180);
  });

  it('shows what can not be seen, on one line', () => {
    const output = '\u202e\u200bab\u0007\r\nc';
    expect(verdictOf({ type: 'contains', value: 'x' }, { output })).toBe(
      'fail: does not contain "x"; it is "\\u202e\\u200bab\\u0007\\r\\nc"',
    );
  });
});

describe('regex', () => {
  it.each([
    ['\\d{4}', 'in 2024', 'pass: matches "\\\\d{4}"'],
    ['^\\d{4}$', 'in 2024', 'fail: does not match "^\\\\d{4}$"; it is "in 2024"'],
    ['(?i)PONG', 'pong', 'pass: matches "(?i)PONG"'],
    ['(?<year>\\d+)\\/\\u00e9', '12/é', 'pass: matches "(?<year>\\\\d+)\\\\/\\\\u00e9"'],
    ['^.$', '🦊', 'pass: matches "^.$"'],
    ['^$', '', 'pass: matches "^$"'],
  ])('%j of %j', (value, output, verdict) => {
    expect(verdictOf({ type: 'regex', value }, { output })).toBe(verdict);
  });

  const blocks = [
    [0x0000, 0x02ff],
    [0x1600, 0x18ff],
    [0x1f00, 0x30ff],
    [0xd700, 0xe0ff],
    [0xfe00, 0xffff],
  ] as const;
  const chars = blocks.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i)),
  );

  // JavaScript itself says what each must find.
  it.each([
    ['^\\s$'],
    ['^\\S$'],
    ['^.$'],
    ['^\\.$'],
    ['^[.]$'],
    ['^[\\].]$'],
    ['^[^]$'],
    ['^[\\d\\s-]$'],
    ['^[\\s-x]$'],
    ['^[-\\S]$'],
    ['^[^\\S\\n]$'],
    ['^[\\s\\S]$'],
    ['^[^\\W\\s]$'],
    ['^[\\\\s]$'],
  ])('takes %j for what JavaScript takes it for', (value) => {
    const compiled = compilePattern(value);
    if ('problem' in compiled) throw new Error(compiled.problem);
    const own = new RegExp(value);
    const different = chars.filter((char) => own.test(char) !== compiled.pattern.test(char, () => {}));
    expect(different.map((char) => char.charCodeAt(0).toString(16))).toEqual([]);
  });

  it.each([
    ['(?s)^.$', '\r', /^pass/],
    ['(?i)^a.b$', 'A\rB', /^fail/],
    ['^\\Q.\\E$', 'x', /^fail/],
    ['^[[:alpha:].]+$', 'a.b', /^pass/],
  ])("knows RE2's own %j", (value, output, verdict) => {
    expect(verdictOf({ type: 'regex', value }, { output })).toMatch(verdict);
  });

  it.each([
    ['(?=a)b', /looks ahead or behind .* which RE2 can't do/],
    ['(?<!a)b', /looks ahead or behind/],
    ['(a)\\1', /refers back to a group/],
    ['(?<n>a)\\k<n>', /refers back to a group/],
    ['(a', /is no RE2 pattern: missing closing \)/],
    ['a{2000}', /is no RE2 pattern: invalid repeat count/],
    ['(\\w+\\s?){900}', /is too large/],
    ['a'.repeat(1_001), /is longer than 1000 characters/],
  ])('refuses %.20j', (value, problem) => {
    expect(problemOf({ type: 'regex', value })).toMatch(problem);
  });

  it('takes an escaped backslash before a digit for what it is', () => {
    expect(verdictOf({ type: 'regex', value: '\\\\1' }, { output: '\\1' })).toMatch(/^pass/);
  });

  it.each([['not-regex'], ['regex']])('%s fails where the answer is too long for the pattern', (type) => {
    const entry = { type, value: '(?:a|b)*a(?:a|b){300}[cd]' };
    expect(verdictOf(entry, { output: 'ab'.repeat(100_000) })).toMatch(/^fail: is too long or too tangled/);
  });
});

describe('levenshtein', () => {
  it.each([
    ['kitten', undefined, 'sitting', 'pass: is 3 letters from "kitten", within 5'],
    ['kitten', 3, 'sitting', 'pass: is 3 letters from "kitten", within 3'],
    ['kitten', 2, 'sitting', 'fail: is 3 letters from "kitten", more than 2; it is "sitting"'],
    ['pong', 0, 'pong', 'pass: is 0 letters from "pong", within 0'],
    ['pong', 0, 'Pong', 'fail: is 1 letter from "pong", more than 0; it is "Pong"'],
    ['', undefined, '', 'pass: is 0 letters from "", within 5'],
    ['hello world', 5, 'hello', 'fail: is at least 6 letters from "hello world", more than 5; it is "hello"'],
  ])('%j within %j of %j', (value, threshold, output, verdict) => {
    const entry = { type: 'levenshtein', value, ...(threshold === undefined ? {} : { threshold }) };
    expect(verdictOf(entry, { output })).toBe(verdict);
    const opposite = verdict.startsWith('pass') ? /^fail/ : /^pass/;
    expect(verdictOf({ ...entry, type: 'not-levenshtein' }, { output })).toMatch(opposite);
  });
});

describe('word-count', () => {
  it.each([
    [3, 'one two  three\n', 'pass: has 3 words, just so many'],
    [1, 'Straße-und-mehr', 'pass: has 1 word, just so many'],
    [{ min: 2, max: 3 }, 'a b', 'pass: has 2 words, within 2 to 3'],
    [{ min: 2, max: 3 }, 'a b c d', 'fail: has 4 words, more than 3'],
    [{ min: 2 }, 'a', 'fail: has 1 word, less than 2'],
    [{ min: 2 }, 'a b c', 'pass: has 3 words, at least 2'],
    [{ max: 2 }, ' \n', 'pass: has 0 words, within 0 to 2'],
    [{ max: 0 }, 'a', 'fail: has 1 word, more than 0'],
  ])('%j of %j', (value, output, verdict) => {
    expect(verdictOf({ type: 'word-count', value }, { output })).toBe(verdict);
  });

  it.each([
    [{}, 'needs `min` or `max`'],
    [{ min: 3, max: 2 }, 'has a `min` that is more than its `max`'],
  ])('refuses %j', (value, problem) => {
    expect(problemOf({ type: 'word-count', value })).toBe(problem);
  });
});
