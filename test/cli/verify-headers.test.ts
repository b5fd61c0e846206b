import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { verifyCommand } from '../../src/cli/verify.ts';

const VALUE = `sha256=${createHmac('sha256', 'k').update('{}').digest('hex')}`;
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-verify-'));
  writeFileSync(join(dir, 'p.yaml'), 'sources: { gh: { scheme: github, secrets: [k] } }\n');
  writeFileSync(join(dir, 'body'), '{}');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function verifyWith(headers: string): Promise<string> {
  writeFileSync(join(dir, 'headers'), headers);
  const given = new Map([
    ['source', 'gh'],
    ['headers', join(dir, 'headers')],
    ['body', join(dir, 'body')],
  ]);
  let out = '';
  await verifyCommand.run({
    args: [],
    option: (key) => given.get(key) ?? null,
    flag: () => false,
    json: false,
    configPath: join(dir, 'p.yaml'),
    out: (text) => (out += text),
    err: () => undefined,
  });
  return out.split(':')[0] + (out.startsWith('not') ? `:${out.split(':')[1]}` : '');
}

const GOOD = 'verified by secret 1 of gh (github)';
test.each([
  ['lines', `Host: a\nX-Hub-Signature-256: ${VALUE}\n`, GOOD],
  ['a raw request', `POST /hooks/gh HTTP/1.1\r\nx-hub-signature-256: ${VALUE}\r\n\r\n`, GOOD],
  ['an object', JSON.stringify({ 'x-hub-signature-256': VALUE, Accept: ['a', 'b'] }), GOOD],
  ['a list of pairs', JSON.stringify([['X-Hub-Signature-256', VALUE]]), GOOD],
  [
    'a list in an object is a header sent several times',
    JSON.stringify({ 'x-hub-signature-256': [VALUE, VALUE] }),
    'not verified: signature_duplicate',
  ],
])('takes headers as %s', async (_name, headers, said) => {
  expect(await verifyWith(headers)).toBe(said);
});

it('says what JSON it takes', async () => {
  await expect(verifyWith('[1]')).rejects.toThrow('[["Name", "value"]]');
});
