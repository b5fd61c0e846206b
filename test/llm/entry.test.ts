import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { APIS } from '../../src/llm/index.ts';
import { CA_FILE } from '../support/models/server.ts';
import { depsWith, KEY, providerOf } from './asking.ts';

const entrySchema = z.discriminatedUnion('api', [APIS[0].schema, APIS[1].schema]);

function problemsOf(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = entrySchema.safeParse(entry);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('an entry of `providers`', () => {
  it.each([
    [{ api: 'openai', apiKey: KEY }],
    [{ api: 'openai', baseUrl: 'http://127.0.0.1:11434/v1', free: true }],
    [
      {
        api: 'openai',
        apiKey: KEY,
        baseUrl: 'https://llm.intern/v1/',
        ca: 'ca.pem',
        tokensKey: 'max_tokens',
      },
    ],
    [{ api: 'openai', apiKey: KEY, ca: 'proxy.pem' }],
    [{ api: 'anthropic', apiKey: KEY }],
    [{ api: 'anthropic', apiKey: KEY, baseUrl: 'https://gateway.example/anthropic' }],
  ])('may be %j', (entry) => {
    expect(problemsOf(entry)).toEqual([]);
  });

  it.each([
    [{ api: 'openai' }, /^apiKey: the secret is missing/],
    [{ api: 'anthropic', baseUrl: 'http://127.0.0.1:1' }, /^apiKey: /],
    [{ api: 'openai', apiKey: '' }, /^apiKey: the secret is empty/],
    [{ api: 'openai', apiKey: 'a key\n' }, /^apiKey: the secret must be one word/],
    [{ api: 'openai', baseUrl: 'ftp://x/v1' }, /^baseUrl: must be an http or https address/],
    [
      { api: 'openai', baseUrl: 'https://me:pw@x/v1' },
      /^baseUrl: must have no login, no query and no fragment/,
    ],
    [{ api: 'openai', baseUrl: 'https://x/v1?a=1' }, /^baseUrl: must have no login/],
    [{ api: 'openai', baseUrl: 'https://x/v1#' }, /^baseUrl: must have no login/],
    [{ api: 'anthropic', apiKey: KEY, baseUrl: 'https://x/v1' }, /^baseUrl: must be without the \/v1/],
    [{ api: 'openai', baseUrl: 'http://x/v1', ca: 'ca.pem' }, /^ca: is for https only/],
    [{ api: 'openai', apiKey: KEY, ca: '' }, /^ca: must be the path of a PEM file/],
    [{ api: 'anthropic', apiKey: KEY, tokensKey: 'max_tokens' }, /tokensKey/],
    [{ api: 'openai', apiKey: KEY, tokensKey: 'tokens' }, /^tokensKey: /],
    [{ api: 'bedrock', apiKey: KEY }, /^api: /],
  ])('must not be %j', (entry, problem) => {
    expect(problemsOf(entry)).toEqual([expect.stringMatching(problem)]);
  });

  it.each(APIS.map(({ api, schema }) => [api, schema] as const))('of %s describes every key', (_, schema) => {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
    expect(Object.keys(properties).length).toBeGreaterThan(3);
    for (const [key, value] of Object.entries(properties)) {
      expect(value, key).toHaveProperty('description');
    }
  });
});

describe('a `ca`', () => {
  const entry = { baseUrl: 'https://llm.intern/v1', ca: 'intern.pem' };

  it.each([
    [
      'is missing',
      () => readFileSync('/nowhere/intern.pem', 'utf8'),
      "ca: intern.pem can't be read (ENOENT)",
    ],
    ['is no PEM file', () => 'hello', 'ca: intern.pem must be a PEM file with -----BEGIN CERTIFICATE-----'],
    [
      'is a key',
      () => '-----BEGIN PRIVATE KEY-----\nMIG=\n-----END PRIVATE KEY-----',
      'holds no certificate',
    ],
    [
      'is a broken certificate',
      () => '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      "holds a certificate that can't be read",
    ],
  ])('that %s is refused when the provider is made', (_, readFile, problem) => {
    expect(() => providerOf('openai', entry, depsWith({ readFile }))).toThrow(problem);
  });

  it('may hold more than one certificate, and words between them', () => {
    const pem = readFileSync(CA_FILE, 'utf8');
    const readFile = (): string => `Ours:\n${pem}\nTheirs:\n${pem}`;
    expect(providerOf('openai', entry, depsWith({ readFile })).name).toBe('main');
  });
});
