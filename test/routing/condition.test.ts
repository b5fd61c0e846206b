import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Condition } from '../../src/routing/condition.ts';
import { compileCondition } from '../../src/routing/condition.ts';
import { eventOf } from './event.ts';
import { cpuMs } from '../support/cpu-ms.ts';

function compiled(expression: string): Condition {
  const result = compileCondition(expression);
  if (!result.ok) throw new Error(result.problem);
  return result.condition;
}

const DATA = {
  ref: 'refs/heads/main',
  n: 5,
  half: 0.5,
  huge: 1e300,
  nothing: null,
  list: [1, 2, 3],
  commits: [
    { author: 'ada', files: ['a.ts'] },
    { author: 'bob', files: [] },
  ],
  constructor: { name: 'hostile' },
};

describe('a condition over an event', () => {
  test.each<[string, boolean]>([
    ['event.type == "push" && event.data.ref == "refs/heads/main"', true],
    ['event.type == "pull_request"', false],
    ['event.data.n + 1 == 6', true],
    ['event.data.n > 4.5 && event.data.half < 1.0', true],
    ['event.data.huge > 1e299', true],
    ['event.data.nothing == null', true],
    ['has(event.data.ref) && !has(event.data.missing)', true],
    ['"ref" in event.data && 2 in event.data.list', true],
    ['event.data.commits.exists(c, c.author == "bob" && c.files.size() == 0)', true],
    ['event.data.commits.all(c, c.author == "ada")', false],
    ['event.data.commits.exists_one(c, size(c.files) == 1)', true],
    ['event.data.list.map(x, x * 2) == [2, 4, 6]', true],
    ['event.data.list.map(x, x > 1, x * 2) == [4, 6]', true],
    ['event.data.list.filter(x, x > 1).size() == 2', true],
    ['event.data.all(key, key.size() > 0)', true],
    ['event.type.matches("^pu.h$") && !event.type.matches("^us")', true],
    ['(event.type + event.source).matches("pushgit")', true],
    ['event.data["n"] == 5 ? true : false', true],
    ['-5 + 3 == -2 && !(1 > 2) && [1.5, 2.5][1] == 2.5 && {"k": "é😀"}["k"].size() == 2', true],
    ['r"a\\d" == "a\\\\d" && b"x".size() == 1', true],
    ['event.subject == "" && event.deliveryid == "d-1"', true],
    ['event.time > timestamp("2026-01-01T00:00:00Z") && event.time.getHours("Europe/Berlin") == 4', true],
    ['event.severity == "info" && event.source in ["github", "stripe"]', true],
    ['event.data.constructor.name == "hostile"', true],
    ['// a comment\nevent.type\n  == "push"', true],
  ])('%s is %s', (expression, expected) => {
    expect(compiled(expression)(eventOf({ data: DATA }))).toBe(expected);
  });

  test.each([
    ['event.data.missing == 1', /No such key: missing/],
    ['event.data.n < "x"', /no such overload/],
    ['event.data.ref', /neither true nor false/],
    ['dyn(event)["construct" + "or"] == 1', /No such key: constructor/],
    ['event.data["__proto__"] == 1', /No such key/],
    ['event.data.list[3] == 1', /out of bounds/],
    ['event.data.n.matches("5")', /no matching overload/],
    ['event.data.list.exists(x, x.missing == 1)', /missing/],
  ])('%s throws on an event that it does not fit', (expression, message) => {
    expect(() => compiled(expression)(eventOf({ data: DATA }))).toThrow(message);
  });

  it('reads a missing key on the side that does not matter as CEL does', () => {
    expect(compiled('event.data.missing == 1 || event.type == "push"')(eventOf())).toBe(true);
  });
});

describe('what is wrong with an expression is told when it is compiled', () => {
  test.each([
    ['', /does not compile.*character 1/],
    ['event.type ==', /character 14/],
    ['evnt.type == "push"', /there is no "evnt"; everything is under "event"/],
    ['type == "push"', /no such overload/],
    ['event.typo == "push"', /no field "typo"; it has id, source, type/],
    ['event.constructor == "x"', /no field "constructor"/],
    ['event.__proto__ == "x"', /no field "__proto__"/],
    ['event.\n typo == 1', /line 2 of the condition/],
    ['launch("missiles")', /no such function/],
    ['event.data.name.shout() == "A"', /no such function/],
    ['event.type == 1', /string == int/],
    ['event.type', /must be true or false, but its type is string/],
    ['1 + 1', /its type is int/],
    ['event.type.matches("(")', /pattern "\(" of matches\(\) is not usable/],
    ['event.type.matches("(?=a)")', /not usable/],
    ['cel.bind(a, event.type, a == "push")', /cel.bind\(\) is not supported/],
    ['pithead_step(true)', /no such function/],
  ])('%s', (expression, problem) => {
    const result = compileCondition(expression);
    expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  });

  test.each([
    ['a pattern', `event.type.matches("${'a'.repeat(300)}")`, /256 characters at most/],
    ['a text', `event.type == "${'x'.repeat(5_000)}"`, /longer than 4096/],
    ['a chain', Array.from({ length: 400 }, () => 'true').join('&&'), /maxAstNodes/],
    ['a nesting', `${'('.repeat(200)}true${')'.repeat(200)}`, /maxDepth/],
  ])('%s that is too long', (_what, expression, problem) => {
    expect(compileCondition(expression)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(problem),
    });
  });
});

describe('no event can stall a condition', () => {
  const numbers = Array.from({ length: 10_000 }, (_, i) => i);
  const objects = numbers.slice(0, 3_000).map((i) => ({ i }));
  const long = 'ab'.repeat(100_000);
  const mixed = Array.from({ length: 100_000 }, (_, i) => ((i * i) % 7 < 3 ? 'a' : 'b')).join('');

  test.each<[string, Json]>([
    ['event.data.l.all(x, event.data.l.all(y, y >= 0))', { l: numbers }],
    ['event.data.l.all(x, event.data.l.all(y, event.data.l.all(z, z >= 0)))', { l: numbers }],
    ['event.data.l.all(x, x in event.data.l)', { l: numbers }],
    ['event.data.l.exists(x, event.data.l.exists(y, x.missing == 1))', { l: objects }],
    ['event.data.l.exists(x, event.data.s.contains("zzz"))', { l: numbers, s: long }],
    ['event.data.l.map(x, event.data.s).join().size() == 0', { l: numbers, s: long }],
    ['event.data.l.map(x, event.data.l) == event.data.l.map(x, event.data.l)', { l: numbers }],
    ['event.data.l.map(x, {"a": event.data.l}) == event.data.l.map(x, {"a": event.data.l})', { l: numbers }],
    [
      'event.data.l.all(x, event.data.l.size() > 1 && string(x).size() < 9 && event.data.l == event.data.l)',
      { l: numbers },
    ],
    ['event.data.s.matches("(a|b)*a(a|b){14}$")', { s: mixed }],
    ['event.data.l.exists(x, "a".matches(x))', { l: numbers.map((i) => `\\pL{900}${i}`) }],
    ['event.data.l.all(x, event.data.l.all(y, y >= 0)) || event.type == "push"', { l: numbers }],
  ])('%s gives up', (expression, data) => {
    const condition = compiled(expression);
    const event = eventOf({ data });
    const ms = cpuMs(() => expect(() => condition(event)).toThrow(/needs more than \d+ steps/));
    expect(ms).toBeLessThan(400);
  });

  it('lets one loop over the largest body through, and the next evaluation starts afresh', () => {
    const condition = compiled('event.data.l.all(x, x >= 0)');
    expect(condition(eventOf({ data: { l: numbers } }))).toBe(true);
    expect(condition(eventOf({ data: { l: numbers } }))).toBe(true);
    expect(() =>
      compiled('event.data.l.exists(x, x.missing == 1)')(eventOf({ data: { l: objects } })),
    ).toThrow();
  });

  it('matches in linear time what makes a backtracking engine hang', () => {
    const ms = cpuMs(() =>
      expect(
        compiled('event.data.s.matches("^(a+)+$")')(eventOf({ data: { s: `${'a'.repeat(5_000)}!` } })),
      ).toBe(false),
    );
    expect(ms).toBeLessThan(400);
  });
});
