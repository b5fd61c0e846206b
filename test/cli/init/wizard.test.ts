import { describe, expect, it } from 'vitest';
import { ADA, GOOD_TOKEN, GROUP, OWN } from './fake-chat.ts';
import { FLAGS, useHome } from './home.ts';

const { chat, file, has, modeOf, config, secrets, play, byFlags } = useHome();

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
    expect([modeOf('.env'), has('pithead.yaml.bak')]).toEqual([0o600, false]);
    expect(chat().got).toHaveLength(1);
    expect(chat().got[0]).toMatchObject({
      channel: 'fake',
      outgoing: { kind: 'post', message: { title: 'Pithead is connected' }, origin: { source: 'github' } },
    });
    expect(chat().listeningAtSend).toEqual([0]);
    expect(chat().listening()).toBe(0);
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
    const played = play({
      flags: { channel: 'fake', token: '-', name: 'alarm', operator: 'ada', role: 'operator' },
      stdin: `${GOOD_TOKEN}\n`,
    });
    await chat().say(await chat().nextCode());
    expect(await played.ended).toBe(0);
    expect(config()).toMatchObject({
      channels: { alarm: { token: '${FAKE_TOKEN}' } },
      operators: { ada: { telegram: 111, role: 'operator' } },
      sources: null,
    });
    expect(chat().got).toMatchObject([{ channel: 'alarm', outgoing: { origin: { source: 'demo' } } }]);
  });

  it('names the variable of --token-env and copies nothing', async () => {
    const played = play({
      flags: { channel: 'fake', tokenEnv: 'MY_BOT', sourceScheme: 'stripe', sourceSecretEnv: 'STRIPE' },
      env: { MY_BOT: GOOD_TOKEN, STRIPE: 'whsec_from-stripe-123' },
    });
    await chat().say(await chat().nextCode());
    expect(await played.ended).toBe(0);
    expect(has('.env')).toBe(false);
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
      expect(chat().got).toMatchObject([{ outgoing: { origin: { source: name } } }]);
    },
  );

  it('sends nothing with --no-test', async () => {
    const { ended } = await byFlags({ ...FLAGS, test: false });
    expect([ended, chat().got.length]).toEqual([0, 0]);
    expect(config()).toHaveProperty('channels.fake');
  });
});

describe('at a terminal', () => {
  it('asks for everything, again where an answer won’t do, and pairs a group after asking', async () => {
    const played = play({
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
    expect(await chat().say(await chat().nextCode(), ADA, GROUP)).toMatch(/^The code is right/);
    expect(await chat().say(await chat().nextCode(), ADA, OWN)).toMatch(/^Paired/);
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
    expect(
      chat()
        .got.map(({ channel }) => channel)
        .toSorted(),
    ).toEqual(['fake', 'room']);
    const screen = played.screen();
    expect(screen).toContain('That does not work: the token [redacted] is not known');
    expect(screen).toContain('Endpoint URL    https://h.example.org/hooks/shop');
    expect(screen).toContain('"Ops [2J room"');
    // oxlint-disable-next-line no-control-regex -- what a stranger named the chat must not move the cursor
    expect(screen + file('pithead.yaml')).not.toMatch(/\u001b/);
    for (const secret of [GOOD_TOKEN, 'whsec_0123456789']) expect(screen).not.toContain(secret);
  });

  it('makes new codes until one is said in a chat that is meant, and writes nothing where the person says no', async () => {
    const played = play({
      flags: { channel: 'fake', token: GOOD_TOKEN, name: 'x', sourceScheme: 'none' },
      answers: [
        ['Pair the chat', false],
        ['Make a new code', true],
        ['another chat', false],
        ['as an operator', ''],
        ['Write this', false],
      ],
    });
    const first = await chat().nextCode();
    expect(await chat().say(first, ADA, GROUP)).toMatch(/^The code is right/);
    const second = await chat().nextCode();
    expect(second).not.toBe(first);
    expect(await chat().say(first)).toBe(null);
    expect(await chat().say(second)).toMatch(/^Paired/);
    expect(await played.ended).toMatchObject({ message: 'broken off: nothing was written' });
    expect(has('pithead.yaml') || has('.env')).toBe(false);
  });
});
