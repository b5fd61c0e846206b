import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/core/read-json.ts';

describe('JSON whose keys a stranger chose', () => {
  it.each<[string, string, unknown]>([
    [String.raw`{"first n":1,"\\n":2}`, String.raw`{"first n":1,"\nx":2}`, { 'first n': 1, '\nx': 2 }],
    [String.raw`{"first q":1,"\\\"":2}`, String.raw`{"first q":1,"\"x":2}`, { 'first q': 1, '"x': 2 }],
    [String.raw`{"first u":1,"\\u":2}`, String.raw`{"first u":1,"\u0069x":2}`, { 'first u': 1, ix: 2 }],
  ])('after %s, which V8 14.6 takes for it: %s', (before, text, value) => {
    JSON.parse(before);
    expect(readJson(text)).toEqual(value);
  });

  it.each<[string, unknown]>([
    [String.raw`{"text":"only \"values\" are escaped"}`, { text: 'only "values" are escaped' }],
    [String.raw`{"a":1,"\u0061":2}`, { a: 2 }],
    ['null', null],
  ])('%s', (text, value) => expect(readJson(text)).toEqual(value));

  it.each(['', '{"a":1', String.raw`{"\x61":1}`, String.raw`{"\u0061":1}}`, String.raw`{"\"`])(
    'throws what the engine throws: %s',
    (text) => {
      let said: unknown = null;
      try {
        JSON.parse(text);
      } catch (error) {
        said = error;
      }
      expect(() => readJson(text)).toThrow(String(said instanceof Error ? said.message : said));
    },
  );
});
