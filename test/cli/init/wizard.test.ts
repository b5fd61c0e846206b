import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BrokenOff } from '../../../src/cli/init/io.ts';
import { FarEndError, verdictOfStatus } from '../../../src/core/far-end.ts';
import { CODE_LIVES_MS } from '../../../src/core/pairing.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { ADA, createFakeChat, GOOD_TOKEN, GROUP, OWN, type FakeChat } from './fake-chat.ts';
import { playInit } from './world.ts';

let dir = '';
let chat: FakeChat;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-init-'));
  chat = createFakeChat();
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const FLAGS = { channel: 'fake', token: GOOD_TOKEN, sourceScheme: 'github' };
const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const modeOf = (name: string): number => statSync(join(dir, name)).mode & 0o777;
const config = (): unknown => parse(file('pithead.yaml'));
const secrets = () => parseEnv(file('.env'));

/** Plays the wizard by flags; the code is said at once. */
async function byFlags(
  flags: Readonly<Record<string, string | boolean>>,
  more: Parameters<typeof playInit>[0]['io'] = {},
) {
  const played = playInit({ cwd: dir, chat: chat.adapter, flags, io: more });
  const answer = await chat.say(await chat.nextCode());
  return { ended: await played.ended, screen: played.screen(), answer };
}

describe('by flags, with nothing there yet', () => {
  it('pairs the chat, writes a good configuration, and sends a signed event that arrives there', async () => {
    const { ended, screen, answer } = await byFlags({ ...FLAGS, publicUrl: 'https://hooks.example.org/' });
    expect(ended).toBe(0);
    expect(answer).toMatch(/^Paired: /);
    expect(config()).toEqual({
      server: { publicUrl: 'https://hooks.example.org' },
      channels: {
        console: { type: 'console' },
        fake: { type: 'fake', token: '${FAKE_TOKEN}', chat: 111 },
      },
      operators: { 'ada-lovelace': { telegram: 111, role: 'admin' } },
      sources: { github: { scheme: 'github', secrets: ['${GITHUB_SECRET}'] } },
    });
    expect(secrets()).toEqual({
      FAKE_TOKEN: GOOD_TOKEN,
      GITHUB_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect([modeOf('.env'), existsSync(join(dir, 'pithead.yaml.bak'))]).toEqual([0o600, false]);
    expect(chat.got).toHaveLength(1);
    expect(chat.got[0]).toMatchObject({
      channel: 'fake',
      outgoing: { kind: 'post', message: { title: 'Pithead is connected' }, origin: { source: 'github' } },
    });
    expect(chat.listeningAtSend).toEqual([0]);
    expect(chat.listening()).toBe(0);
    expect(screen).toContain('Payload URL     https://hooks.example.org/hooks/github');
    expect(screen).toContain(`Secret          ${secrets()['GITHUB_SECRET']}`);
    expect(screen).toContain('look at your chat');
    expect(screen).not.toContain(GOOD_TOKEN);
  });

  it('explains each section in the file, and keeps the token out of it', async () => {
    await byFlags(FLAGS);
    expect(file('pithead.yaml')).not.toContain(GOOD_TOKEN);
    for (const section of ['server', 'channels', 'operators', 'sources'])
      expect(file('pithead.yaml')).toMatch(new RegExp(`\\n\\n# [^\\n]+\\n${section}:\\n`));
    expect(file('pithead.yaml')).toContain('# your own chat with the bot\n');
  });

  it('takes the token from stdin, and without a source sends the test by the demo', async () => {
    const played = playInit({
      cwd: dir,
      chat: chat.adapter,
      flags: { channel: 'fake', token: '-', name: 'alarm', operator: 'ada', role: 'operator' },
      stdin: `${GOOD_TOKEN}\n`,
    });
    await chat.say(await chat.nextCode());
    expect(await played.ended).toBe(0);
    expect(config()).toMatchObject({
      channels: { alarm: { token: '${FAKE_TOKEN}' } },
      operators: { ada: { telegram: 111, role: 'operator' } },
      sources: null,
    });
    expect(chat.got).toMatchObject([{ channel: 'alarm', outgoing: { origin: { source: 'demo' } } }]);
  });

  it('names the variable of --token-env and copies nothing', async () => {
    const played = playInit({
      cwd: dir,
      chat: chat.adapter,
      flags: { channel: 'fake', tokenEnv: 'MY_BOT', sourceScheme: 'stripe', sourceSecretEnv: 'STRIPE' },
      env: { MY_BOT: GOOD_TOKEN, STRIPE: 'whsec_from-stripe-123' },
    });
    await chat.say(await chat.nextCode());
    expect(await played.ended).toBe(0);
    expect(existsSync(join(dir, '.env'))).toBe(false);
    expect(config()).toMatchObject({
      channels: { fake: { token: '${MY_BOT}' } },
      sources: { stripe: { scheme: 'stripe', secrets: ['${STRIPE}'] } },
    });
    expect(played.screen()).not.toContain('whsec_from-stripe-123');
  });

  it.each([
    ['standard-webhooks', 'webhooks', 'WEBHOOKS_SECRET', /^whsec_[A-Za-z0-9+/]{43}=$/],
    ['bearer', 'script', 'SCRIPT_SECRET', /^[0-9a-f]{64}$/],
  ])(
    'makes a secret that fits %s, and the test is verified with it',
    async (sourceScheme, name, variable, secret) => {
      const { ended, screen } = await byFlags({ ...FLAGS, sourceScheme });
      expect(ended).toBe(0);
      expect(secrets()[variable]).toMatch(secret);
      expect(screen).toContain(`http://127.0.0.1:8787/hooks/${name}`);
      expect(screen).toContain('need a tunnel or proxy');
      expect(chat.got).toMatchObject([{ outgoing: { origin: { source: name } } }]);
    },
  );

  it('sends nothing with --no-test', async () => {
    const { ended } = await byFlags({ ...FLAGS, test: false });
    expect([ended, chat.got.length]).toEqual([0, 0]);
    expect(config()).toHaveProperty('channels.fake');
  });
});

describe('a configuration that is there', () => {
  const OLD = `# mine
channels:
  here:   { type: fake, token: "\${BOT}", chat: 5 }   # the first
operators:
  ada:    { discord: "112233445566778899", role: viewer }
sources:
  shop:   { scheme: github, secrets: ["\${SHOP}"] }
routes:
  - name: shop   # all of it
    to: [here]
`;
  beforeEach(() => {
    write('pithead.yaml', OLD);
    write('.env', `# keys\nBOT=${GOOD_TOKEN}\nSHOP=0123456789`);
    chmodSync(join(dir, '.env'), 0o644);
    chmodSync(join(dir, 'pithead.yaml'), 0o640);
  });

  it('is added to, with a copy of the old one; the other chats hear nothing of the test', async () => {
    const { ended, screen } = await byFlags({ channel: 'fake', operator: 'ada', sourceScheme: 'github' });
    expect(ended).toBe(0);
    expect(file('pithead.yaml')).toBe(`# mine
channels:
  here:   { type: fake, token: "\${BOT}", chat: 5 }   # the first
  fake: { type: fake, token: "\${BOT}", chat: 111 }   # your own chat with the bot
operators:
  ada:    { discord: "112233445566778899", role: viewer, telegram: 111 }
sources:
  shop:   { scheme: github, secrets: ["\${SHOP}"] }
  github: { scheme: github, secrets: [ "\${GITHUB_SECRET}" ] }
routes:
  - name: shop   # all of it
    to: [here]
  - { name: github, source: github, to: [ fake ] }
`);
    expect(file('pithead.yaml.bak')).toBe(OLD);
    expect([modeOf('.env'), modeOf('pithead.yaml'), modeOf('pithead.yaml.bak')]).toEqual([
      0o600, 0o640, 0o640,
    ]);
    expect(file('.env')).toMatch(/^# keys\nBOT=.*\nSHOP=0123456789\nGITHUB_SECRET=[0-9a-f]{64}\n$/);
    expect(screen).toContain('+ channels.fake: { type: fake, token: "${BOT}", chat: 111 }');
    expect(chat.got).toMatchObject([{ channel: 'fake' }]);
  });

  it('is left as it is where the chat and the person are known; the test goes there', async () => {
    write(
      'pithead.yaml',
      `${OLD.replace('chat: 5', 'chat: 111').replace('role: viewer', 'role: viewer, telegram: 111')}`,
    );
    const before = file('pithead.yaml');
    const { ended, screen } = await byFlags({ channel: 'fake' });
    expect(ended).toBe(0);
    expect(file('pithead.yaml')).toBe(before);
    expect(existsSync(join(dir, 'pithead.yaml.bak'))).toBe(false);
    expect(modeOf('.env')).toBe(0o600);
    expect(screen).toContain('That chat is the channel here already.');
    expect(chat.got).toMatchObject([{ channel: 'here', outgoing: { origin: { source: 'demo' } } }]);
  });

  it('with chats takes a source alone, whose events go to those chats', async () => {
    const played = playInit({
      cwd: dir,
      chat: chat.adapter,
      flags: { sourceScheme: 'bearer', source: 'door' },
    });
    expect(await played.ended).toBe(0);
    expect(config()).toMatchObject({
      channels: { here: {} },
      sources: { shop: {}, door: { scheme: 'bearer', secrets: ['${DOOR_SECRET}'] } },
      routes: [{ name: 'shop' }, { name: 'door', source: 'door', to: ['here'] }],
    });
    expect(chat.got).toMatchObject([{ channel: 'here', outgoing: { origin: { source: 'door' } } }]);
  });

  it('that names the implied console keeps it', async () => {
    write('pithead.yaml', 'routes:\n  - { name: all, to: [console] }\n');
    const { ended } = await byFlags(FLAGS);
    expect(ended).toBe(0);
    expect(config()).toMatchObject({
      channels: { console: { type: 'console' } },
      routes: [{ name: 'all' }, { name: 'github', to: ['fake'] }],
    });
  });

  it.each([
    ['is no YAML', 'a: [', 'pithead.yaml:'],
    ['has a wrong key', 'chanels: {}', 'chanels'],
    [
      'has a secret that is not set',
      'sources: { a: { scheme: github, secrets: ["${NONE}"] } }',
      '${NONE} is not set',
    ],
  ])('that %s is told and not touched', async (_what, text, problem) => {
    write('pithead.yaml', text);
    const ended = await playInit({ cwd: dir, chat: chat.adapter, flags: FLAGS }).ended;
    expect(ended).toMatchObject({ exitCode: 1, message: expect.stringContaining(problem) });
    expect(String(ended)).toContain('nothing was changed');
    expect(file('pithead.yaml')).toBe(text);
  });

  it('is put back where the new one would not be good', async () => {
    write(
      'pithead.yaml',
      'channels:\n  here: { type: fake, token: x, chat: 5 }\nroutes:\n  - { name: d, source: demo, to: [here] }\n',
    );
    const before = [file('pithead.yaml'), file('.env')];
    const { ended } = await byFlags(FLAGS);
    expect(ended).toMatchObject({ exitCode: 1, message: expect.stringContaining('unknown source "demo"') });
    expect([file('pithead.yaml'), file('.env')]).toEqual(before);
  });

  it('whose program runs is told at once', async () => {
    mkdirSync(join(dir, 'data'));
    write(
      'data/run.json',
      JSON.stringify({ pid: process.pid, startedAt: 1, publicUrl: 'x', privateUrl: 'y' }),
    );
    const ended = await playInit({ cwd: dir, chat: chat.adapter, flags: FLAGS }).ended;
    expect(ended).toMatchObject({ exitCode: 1, message: expect.stringContaining('npx pm2 stop pithead') });
  });
});

describe('by flags, what goes wrong ends with 1 and writes nothing', () => {
  it.each([
    ['bad-token', 'the token [redacted] is not known'],
    ['123:away', '[redacted] unreachable'],
  ])('a token that does not work: %s', async (token, problem) => {
    const played = playInit({ cwd: dir, chat: chat.adapter, flags: { ...FLAGS, token } });
    const ended = await played.ended;
    expect(ended).toMatchObject({ exitCode: 1, message: `the bot can't be used: ${problem}` });
    expect(played.screen()).not.toContain(token);
  });

  it('three wrong codes, which get no answer; the right one comes too late', async () => {
    const played = playInit({ cwd: dir, chat: chat.adapter, flags: FLAGS });
    const code = await chat.nextCode();
    expect(await chat.say('a')).toBe(null);
    expect(await chat.say('b')).toBe(null);
    expect(await Promise.all([chat.say('c'), chat.say(code)])).toEqual([null, null]);
    expect(await played.ended).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('Three wrong codes'),
    });
    expect(played.screen()).toContain('2 tries are left');
  });

  it('a code that nobody says within the hour', async () => {
    const clock = createFakeClock();
    const played = playInit({ cwd: dir, chat: chat.adapter, flags: FLAGS, io: { clock } });
    const code = await chat.nextCode();
    clock.advance(CODE_LIVES_MS);
    expect(await played.ended).toMatchObject({ exitCode: 1, message: expect.stringContaining('expired') });
    expect(() => chat.say(code)).toThrow('nobody listens');
  });

  it('a second program that listens with the token', async () => {
    const played = playInit({ cwd: dir, chat: chat.adapter, flags: FLAGS });
    await chat.nextCode();
    chat.break(new FarEndError('409: Conflict', verdictOfStatus(409, null)));
    expect(await played.ended).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('("npx pm2 stop pithead", where it is this one) and run init again'),
    });
  });

  it('Ctrl-C while it waits for the code', async () => {
    const played = playInit({ cwd: dir, chat: chat.adapter, flags: FLAGS });
    await chat.nextCode();
    played.breakOff(new BrokenOff());
    expect(await played.ended).toMatchObject({ exitCode: 1, message: 'broken off: nothing was written' });
  });

  afterEach(() => {
    expect(existsSync(join(dir, 'pithead.yaml')) || existsSync(join(dir, '.env'))).toBe(false);
    expect(chat.listening()).toBe(0);
  });
});

describe('a test event that does not arrive', () => {
  it.each([
    [403, 10_000, 'fake did not take it: forbidden'],
    [502, 500, 'fake could not be reached: '],
  ])('is said so (%i), with 1; what was written stays', async (status, patienceMs, problem) => {
    chat.refusal = new FarEndError('no', verdictOfStatus(status, null));
    const { ended, screen } = await byFlags(FLAGS, { patienceMs });
    expect(ended).toBe(1);
    expect(screen).toContain(`The test event did not arrive: ${problem}`);
    expect(screen).not.toContain('look at your chat');
    expect(config()).toHaveProperty('channels.fake');
  });
});

describe('at a terminal', () => {
  it('asks for everything, again where an answer won’t do, and pairs a group after asking', async () => {
    const played = playInit({
      cwd: dir,
      chat: chat.adapter,
      answers: [
        ['Where shall messages go', 'fake'],
        ['token', 'wrong'],
        ['token', GOOD_TOKEN],
        ['Pair the chat', true],
        ['channel’s name', 'Bad Name'],
        ['channel’s name', 'room'],
        ['another chat', true],
        ['channel’s name', ''],
        ['another chat', false],
        ['as an operator', 'ada'],
        ['from outside', 'nonsense'],
        ['from outside', 'https://h.example.org'],
        ['Who shall send', 'stripe'],
        ['source’s name', 'shop'],
        ['signing secret', 'sk_live_1234567'],
        ['signing secret', 'whsec_0123456789'],
        ['Write this', true],
      ],
    });
    expect(await chat.say(await chat.nextCode(), ADA, GROUP)).toMatch(/^The code is right/);
    expect(await chat.say(await chat.nextCode(), ADA, OWN)).toMatch(/^Paired/);
    expect(await played.ended).toBe(0);
    expect(config()).toMatchObject({
      server: { publicUrl: 'https://h.example.org' },
      channels: {
        room: { chat: -100222, thread: '7', token: '${FAKE_TOKEN}' },
        fake: { chat: 111, token: '${FAKE_TOKEN}' },
      },
      operators: { ada: { telegram: 111, role: 'admin' } },
      sources: { shop: { scheme: 'stripe', secrets: ['${SHOP_SECRET}'] } },
    });
    expect(chat.got.map(({ channel }) => channel).toSorted()).toEqual(['fake', 'room']);
    const screen = played.screen();
    expect(screen).toContain('That does not work: the token [redacted] is not known');
    expect(screen).toContain('Endpoint URL    https://h.example.org/hooks/shop');
    expect(screen).toContain('"Ops [2J room"');
    // oxlint-disable-next-line no-control-regex -- what a stranger named the chat must not move the cursor
    expect(screen + file('pithead.yaml')).not.toMatch(/\u001b/);
    for (const secret of [GOOD_TOKEN, 'whsec_0123456789']) expect(screen).not.toContain(secret);
  });

  it('makes new codes until one is said in a chat that is meant, and writes nothing where the person says no', async () => {
    const played = playInit({
      cwd: dir,
      chat: chat.adapter,
      flags: { channel: 'fake', token: GOOD_TOKEN, name: 'x', sourceScheme: 'none' },
      answers: [
        ['Pair the chat', false],
        ['Make a new code', true],
        ['another chat', false],
        ['as an operator', ''],
        ['Write this', false],
      ],
    });
    const first = await chat.nextCode();
    expect(await chat.say(first, ADA, GROUP)).toMatch(/^The code is right/);
    const second = await chat.nextCode();
    expect(second).not.toBe(first);
    expect(await chat.say(first)).toBe(null);
    expect(await chat.say(second)).toMatch(/^Paired/);
    expect(await played.ended).toMatchObject({ message: 'broken off: nothing was written' });
    expect(existsSync(join(dir, 'pithead.yaml')) || existsSync(join(dir, '.env'))).toBe(false);
  });
});
