import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/core/read-json.ts';

describe('JSON whose keys a stranger chose', () => {
  // V8 14.6 reads an escaped key as the key that an object before it had in the same place.
  it.each<[string, unknown]>([
    [
      String.raw`[{"id":1,"name":2},{"id":1,"na\"me":3}]`,
      [
        { id: 1, name: 2 },
        { id: 1, 'na"me': 3 },
      ],
    ],
    [
      String.raw`{"a":{"\"":1,"\\":2},"b":{"\"":1,"\\":2,"\n":3}}`,
      { a: { '"': 1, '\\': 2 }, b: { '"': 1, '\\': 2, '\n': 3 } },
    ],
    [String.raw`{"name":"x","\u00e9t\u00e9":"y"}`, { name: 'x', été: 'y' }],
    [String.raw`{"text":"only \"values\" are escaped"}`, { text: 'only "values" are escaped' }],
    ['{"a":1,"a":2}', { a: 2 }],
    ['null', null],
  ])('%s', (text, value) => {
    for (let again = 0; again < 3; again++) expect(readJson(text)).toEqual(value);
  });

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
