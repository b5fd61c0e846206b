import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { GOOD_TOKEN } from './fake-chat.ts';
import { FLAGS, useHome } from './home.ts';

const { dir, chat, file, write, has, modeOf, config, play, byFlags } = useHome();

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
    chmodSync(join(dir(), '.env'), 0o644);
    chmodSync(join(dir(), 'pithead.yaml'), 0o640);
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
    expect(chat().got).toMatchObject([{ channel: 'fake' }]);
  });

  it('is left as it is where the chat and the person are known; the test goes there', async () => {
    write(
      'pithead.yaml',
      OLD.replace('chat: 5', 'chat: 111').replace('role: viewer', 'role: viewer, telegram: 111'),
    );
    const before = file('pithead.yaml');
    const { ended, screen } = await byFlags({ channel: 'fake' });
    expect(ended).toBe(0);
    expect(file('pithead.yaml')).toBe(before);
    expect(has('pithead.yaml.bak')).toBe(false);
    expect(modeOf('.env')).toBe(0o600);
    expect(screen).toContain('That chat is the channel here already.');
    expect(chat().got).toMatchObject([{ channel: 'here', outgoing: { origin: { source: 'demo' } } }]);
  });

  it('with chats takes a source alone, whose events go to those chats', async () => {
    const played = play({ flags: { sourceScheme: 'bearer', source: 'door' } });
    expect(await played.ended).toBe(0);
    expect(config()).toMatchObject({
      channels: { here: {} },
      sources: { shop: {}, door: { scheme: 'bearer', secrets: ['${DOOR_SECRET}'] } },
      routes: [{ name: 'shop' }, { name: 'door', source: 'door', to: ['here'] }],
    });
    expect(chat().got).toMatchObject([{ channel: 'here', outgoing: { origin: { source: 'door' } } }]);
  });

  it('with operators and sources asks who one is there, and asks for no further source', async () => {
    const played = play({
      flags: { channel: 'fake', sourceScheme: 'none' },
      answers: [
        ['Which bot?', 'here'],
        ['channel’s name', ''],
        ['another chat', false],
        ['Your name as an operator (if you are ada, type that)', 'ada'],
        ['from outside', ''],
        ['Write this', true],
      ],
    });
    await chat().say(await chat().nextCode());
    expect(await played.ended).toBe(0);
    expect(config()).toMatchObject({ operators: { ada: { telegram: 111, role: 'viewer' } } });
    expect(played.screen()).not.toContain('to add a source');
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
    const ended = await play({ flags: FLAGS }).ended;
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
    mkdirSync(join(dir(), 'data'));
    write(
      'data/run.json',
      JSON.stringify({ pid: process.pid, startedAt: 1, publicUrl: 'x', privateUrl: 'y' }),
    );
    const ended = await play({ flags: FLAGS }).ended;
    expect(ended).toMatchObject({ exitCode: 1, message: expect.stringContaining('npx pm2 stop pithead') });
  });
});
