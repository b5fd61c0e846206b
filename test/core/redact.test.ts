import { describe, expect, it, test } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { naughtyStrings, secretSamples } from '../support/corpora.ts';
import { cpuMs } from '../support/cpu-ms.ts';

function redactor(...secrets: string[]): (text: string) => string {
  return createRedactor(secrets.map((secret) => new Secret(secret)));
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const everyCharacterAsPercent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const KEY = 'ghp_a"b\\c/d+e=f g\u00fc1';

describe('a configured secret becomes [redacted]', () => {
  test.each([
    ['as it is', KEY],
    ['percent-encoded', encodeURIComponent(KEY)],
    ['percent-encoded in lower case', encodeURIComponent(KEY).replaceAll(/%../g, (hex) => hex.toLowerCase())],
    ['percent-encoded in every character', everyCharacterAsPercent(KEY)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(KEY))],
    ['as a form field', encodeURIComponent(KEY).replaceAll('%20', '+')],
    ['in JSON', JSON.stringify(KEY).slice(1, -1)],
    [
      'in JSON with escaped slashes',
      JSON.stringify(KEY)
        .slice(1, -1)
        .replaceAll('/', String.raw`\/`),
    ],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(KEY)).slice(3, -3)],
    [
      'in JSON of ASCII',
      JSON.stringify(KEY)
        .slice(1, -1)
        .replaceAll('\u00fc', String.raw`\u00fc`),
    ],
    ['as base64', base64(KEY)],
    ['as base64url', base64url(KEY)],
    ['split by a zero-width space', `${KEY.slice(0, 7)}\u200b${KEY.slice(7)}`],
    ['split by a colour', `${KEY.slice(0, 7)}\u001b[31m${KEY.slice(7)}`],
    ['split by a line end', `${KEY.slice(0, 7)}\r\n${KEY.slice(7)}`],
    ['split by controls between all characters', Array.from(KEY).join('\u0008')],
    [
      'split, the splits escaped as JSON',
      JSON.stringify(Array.from(KEY).join('\u200b'))
        .slice(1, -1)
        .replaceAll('\u200b', String.raw`\u200b`),
    ],
  ])('%s', (_, form) => {
    expect(redactor(KEY)(`before ${form} after`)).toBe('before [redacted] after');
  });

  test.each(['u', 'us', 'use', 'user', 'a:b'])('inside an Authorization header of user %s', (user) => {
    for (const secret of ['correct-horse', 'battery+staple/', 'x'.repeat(16)]) {
      const said = redactor(secret)(`Basic ${base64(`${user}:${secret}`)}`);
      expect(said).toContain('[redacted]');
      // What is left holds at most the two characters that the secret shares with its neighbours.
      expect(said.replace('[redacted]', '').length).toBeLessThanOrEqual(
        'Basic '.length + base64(user).length + 8,
      );
      for (const offset of [0, 1, 2])
        expect(said).not.toContain(base64('-'.repeat(offset) + secret).slice(4, 10));
    }
  });

  test.each(secretSamples)('%s, among the samples', (_, value) => {
    const redact = redactor(value);
    for (const form of [
      value,
      encodeURIComponent(value),
      base64(value),
      base64url(value),
      JSON.stringify(value),
    ]) {
      expect(redact(`<${form}>`)).toMatch(/^<"?\[redacted\]"?>$/);
    }
  });

  test.each(secretSamples.filter(([id]) => id.startsWith('split-by')))(
    '%s, where the text has it split',
    (_, split) => {
      // oxlint-disable-next-line no-control-regex -- the split is an escape sequence
      const secret = split.replaceAll(/\u001b\[0m|\u200b/g, '');
      expect(secret).not.toBe(split);
      expect(redactor(secret)(`token ${split}.`)).toBe('token [redacted].');
    },
  );

  test.each(['whsec_', 'whsk_', 'whpk_'])('without its prefix %s, too', (prefix) => {
    const body = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw==';
    const redact = redactor(prefix + body);
    expect(redact(`key ${prefix}${body}!`)).toBe('key [redacted]!');
    expect(redact(`key ${body}!`)).toBe('key [redacted]!');
    expect(redact(`key ${body.slice(0, -2)}!`)).toBe('key [redacted]!');
  });

  it('line by line, where it is a key of several lines', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    const redact = redactor(`-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`);
    expect(redact(`got ${line}`)).toBe('got [redacted]');
    expect(redact('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----');
  });
});

describe('several secrets', () => {
  it('that contain one another leave nothing of the longer one', () => {
    expect(redactor('abcdef', 'abcdef-more')('x abcdef-more y abcdef z')).toBe('x [redacted] y [redacted] z');
  });

  it('that overlap in the text leave nothing of either', () => {
    expect(redactor('xabcdef', 'cdefuvw')('<xabcdefuvw>')).toBe('<[redacted]>');
  });

  it('one after the other are both replaced', () => {
    expect(redactor('secret-1', 'secret-2')('secret-1 secret-2')).toBe('[redacted] [redacted]');
  });
});

describe('what is no secret stays', () => {
  it('a short secret is replaced as a whole word only', () => {
    const redact = redactor('a', 'key1');
    expect(redact('a banana, key1 and monkey12')).toBe('[redacted] banana, [redacted] and monkey12');
  });

  it('an empty secret replaces nothing', () => {
    expect(redactor('', '  ')('some text')).toBe('some text');
  });

  it('case counts', () => {
    expect(redactor('SecretWord')('secretword')).toBe('secretword');
  });

  it('characters that mean something in a pattern are taken as they are', () => {
    expect(redactor('a.c(d)*+?')('abc(d)*+? a.c(d)*+?')).toBe('abc(d)*+? [redacted]');
  });

  it('naughty strings come back as they were, escapes and all', () => {
    const redact = redactor(KEY, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    for (const text of naughtyStrings) expect(redact(text)).toBe(text);
  });

  it('what stands around a secret keeps its escapes', () => {
    expect(redactor(KEY)(`a%20b\\n%zz\u200b ${encodeURIComponent(KEY)}\\u0041 \u001b[0m`)).toBe(
      'a%20b\\n%zz\u200b [redacted]\\u0041 \u001b[0m',
    );
  });
});

it('a secret that begins with an emoji ends the search', () => {
  expect(redactor('😀', '😀😀😀😀')('<😀😀😀😀😀> 😀')).toBe('<[redacted]> [redacted]');
});

it('a quarter of a megabyte of escapes takes less than a second', () => {
  const redact = redactor(KEY, ...secretSamples.map(([, value]) => value));
  const text = '%41\\u0041\u200b\u001b[0'.repeat(13_000);
  expect(cpuMs(() => expect(redact(text)).toBe(text))).toBeLessThan(1_000);
});
