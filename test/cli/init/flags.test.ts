import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../src/cli/failure.ts';
import { createFakeChat, GOOD_TOKEN } from './fake-chat.ts';
import { playInit, type Answers } from './world.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-init-flags-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const CONFIG = `channels:
  ops: { type: fake, token: "\${T}", chat: 1 }
  more: { type: fake, token: "\${U}", chat: 2 }
sources:
  github: { scheme: github, secrets: ["\${G}"] }
`;
const BASE = { channel: 'fake', token: GOOD_TOKEN };

describe('flags that won’t do end with 2 and one line that names them, before anything is asked or heard', () => {
  it.each<[string, Record<string, string>, string, Answers | undefined]>([
    ['no channel', {}, '--channel is needed: no terminal', undefined],
    ['another channel', { channel: 'irc' }, '--channel takes one of fake', []],
    ['no token', { channel: 'fake' }, '--token or --token-env is needed', undefined],
    ['two tokens', { ...BASE, tokenEnv: 'T' }, '--token and --token-env exclude each other', []],
    ['an empty token', { ...BASE, token: ' ' }, '--token is empty', []],
    ['a token of two words', { ...BASE, token: 'a b' }, '--token: a token is one word', undefined],
    ['a token from nowhere', { channel: 'fake', tokenEnv: 'NONE' }, 'NONE is not set', undefined],
    ['a variable that is none', { channel: 'fake', tokenEnv: '1A' }, '--token-env takes a variable', []],
    ['an address that is none', { ...BASE, apiRoot: 'here' }, '--api-root takes an http', []],
    ['a name with capitals', { ...BASE, name: 'Ops' }, '--name takes a name', []],
    ['a name that is taken', { ...BASE, name: 'ops' }, '--name: there is a channel "ops" already', []],
    ['an operator with a space', { ...BASE, operator: 'a b' }, '--operator takes a name', []],
    ['another role', { ...BASE, role: 'root' }, '--role takes one of viewer, operator, admin', []],
    ['another scheme', { ...BASE, sourceScheme: 'md5' }, '--source-scheme takes one of github', []],
    ['a source without a scheme', { ...BASE, source: 'x' }, '--source-scheme is needed', undefined],
    [
      'a source that is there',
      { ...BASE, source: 'github', sourceScheme: 'github' },
      'there is a source',
      [],
    ],
    [
      'a source of the program’s own',
      { ...BASE, source: 'pithead', sourceScheme: 'github' },
      "is a name of the program's own",
      [],
    ],
    [
      'Stripe without its secret',
      { ...BASE, sourceScheme: 'stripe' },
      '--source-secret-env is needed',
      undefined,
    ],
    [
      'a secret that is not set',
      { ...BASE, sourceScheme: 'stripe', sourceSecretEnv: 'S' },
      '--source-secret-env: S is not set',
      [],
    ],
    [
      'a secret that is no secret of that sender',
      { ...BASE, sourceScheme: 'stripe', sourceSecretEnv: 'G' },
      '--source-secret-env: Stripe’s signing secrets begin with whsec_',
      [],
    ],
    ['a public address with a query', { ...BASE, publicUrl: 'https://a/?b' }, '--public-url takes', []],
  ])('%s', async (_what, flags, message, answers) => {
    writeFileSync(join(dir, 'pithead.yaml'), CONFIG);
    writeFileSync(join(dir, '.env'), 'T=old-token\nU=other-token\nG=0123456789\n');
    const chat = createFakeChat();
    const played = playInit({
      cwd: dir,
      chat: chat.adapter,
      flags,
      ...(answers === undefined ? {} : { answers }),
    });
    const ended = await played.ended;
    expect(ended).toBeInstanceOf(CommandFailed);
    expect(ended).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
    expect(String(ended)).not.toContain('\n');
    expect(played.asked).toEqual([]);
    expect(chat.listening()).toBe(0);
  });
});
