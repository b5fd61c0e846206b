import { describe, expect, test } from 'vitest';
import { jsonOf } from '../../src/webhooks/json-of.ts';
import { parseJson } from '../../src/webhooks/parse-json.ts';
import { withoutText } from './parsed.ts';

describe('escaped keys', () => {
  // V8 14.6 reads one as the key that an object before it had in the same place.
  test.each<[string, Record<string, unknown>]>([
    [String.raw`{"name":"x","\u00e9t\u00e9":"y"}`, { name: 'x', été: 'y' }],
    [String.raw`{"id":1,"\\u":2}`, { id: 1, '\\u': 2 }],
    [String.raw`{"id":1,"\u0069x":2}`, { id: 1, ix: 2 }],
    [
      String.raw`{"a":{"\"":1,"\\":2},"b":{"\"":1,"\\":2,"\n":3}}`,
      { a: { '"': 1, '\\': 2 }, b: { '"': 1, '\\': 2, '\n': 3 } },
    ],
    [String.raw`{"\u0061":12345678901234567890}`, { a: '12345678901234567890' }],
    [
      '{"\u{e000}0":1,"\\u0061":2,"\u{e000}1":[{"\\u0061":3}]}',
      { '\u{e000}0': 1, a: 2, '\u{e000}1': [{ a: 3 }] },
    ],
  ])('%s', (body, data) => {
    for (let again = 0; again < 3; again++) expect(parseJson(body)).toEqual({ ok: true, data });
    expect(jsonOf(Buffer.from(body))).toEqual(data);
  });
});

describe('whole numbers', () => {
  test.each<[string, unknown]>([
    ['9007199254740992', 9_007_199_254_740_992],
    ['-9007199254740992', -9_007_199_254_740_992],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['1234567890123456789', '1234567890123456789'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['1e30', 1e30],
    ['12345678901234567890.0', Number('12345678901234567890')],
    ['1.0', 1],
    ['-0', -0],
  ])('%s', (literal, kept) => {
    expect(withoutText(parseJson(`{"a":[${literal}],"b":"1234567890123456789"}`))).toEqual({
      ok: true,
      data: { a: [kept], b: '1234567890123456789' },
    });
    expect(withoutText(parseJson(literal))).toEqual({ ok: true, data: kept });
  });
});

describe('the text that may be stored for what was parsed', () => {
  test.each<[string, string, boolean]>([
    ['as the sender wrote it', '{"b" : 1.50, "a":["\\u00e9\\n"]}', true],
    ['none where it is set out in lines', '{\n  "a": 1\n}', false],
    ['none where a key holds an escape', String.raw`{"\u0061":1}`, false],
    ['none where digits would be lost', '[9007199254740993]', false],
    ['none where digits might have been lost', '[9007199254740992, 1e30]', false],
  ])('%s', (_what, body, kept) => {
    expect(parseJson(body)).toMatchObject({ ok: true, ...(kept ? { text: body } : {}) });
    expect('text' in parseJson(body)).toBe(kept);
  });
});
