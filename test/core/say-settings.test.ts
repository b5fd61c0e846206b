import { expect, it } from 'vitest';
import { sayDifference } from '../../src/core/say-settings.ts';

it.each([
  [
    'one that is short',
    '{"maxTokens":256,"system":null}',
    '{"maxTokens":64,"system":null}',
    'maxTokens 256 → 64',
  ],
  ['one that is new', '{}', '{"temperature":0}', 'temperature none → 0'],
  ['one that is long', '{"system":null}', `{"system":"${'x'.repeat(400)}"}`, 'system changed'],
  ['lists', '{"tools":[]}', '{"tools":[{"name":"a"}]}', 'tools changed'],
  ['many', '{"a":1,"b":1,"c":1,"d":1,"e":1}', '{}', 'a 1 → none, b 1 → none, c 1 → none, 2 more'],
  ['nothing', '{"a":1}', '{"a":1}', null],
  ['what is no JSON', 'to ops within 60s', 'to desk within 60s', null],
  ['what is no object', '3', '4', null],
  ['what was not there', null, '{"a":1}', null],
])('tells what differs: %s', (_, before, after, said) => {
  expect(sayDifference(before, after)).toBe(said);
});
