import { afterEach, describe, expect, it } from 'vitest';
import { BrokenOff } from '../../../src/cli/init/io.ts';
import { FarEndError, verdictOfStatus } from '../../../src/core/far-end.ts';
import { CODE_LIVES_MS } from '../../../src/core/pairing.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { FLAGS, useHome } from './home.ts';

const { chat, has, config, play, byFlags } = useHome();

describe('by flags, what goes wrong ends with 1 and writes nothing', () => {
  it.each([
    ['bad-token', 'the token [redacted] is not known'],
    ['123:away', '[redacted] unreachable'],
  ])('a token that does not work: %s', async (token, problem) => {
    const played = play({ flags: { ...FLAGS, token } });
    const ended = await played.ended;
    expect(ended).toMatchObject({ exitCode: 1, message: `the bot can't be used: ${problem}` });
    expect(played.screen()).not.toContain(token);
  });

  it('three wrong codes, which get no answer; the right one comes too late', async () => {
    const played = play({ flags: FLAGS });
    const code = await chat().nextCode();
    expect(await chat().say('a')).toBe(null);
    expect(await chat().say('b')).toBe(null);
    expect(await Promise.all([chat().say('c'), chat().say(code)])).toEqual([null, null]);
    expect(await played.ended).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('Three wrong codes'),
    });
    expect(played.screen().match(/A wrong code was said; .*/g)).toEqual([
      'A wrong code was said; 2 tries are left.',
      'A wrong code was said; 1 try is left.',
    ]);
  });

  it('a code that nobody says within the hour', async () => {
    const clock = createFakeClock();
    const played = play({ flags: FLAGS, io: { clock } });
    const code = await chat().nextCode();
    clock.advance(CODE_LIVES_MS);
    expect(await played.ended).toMatchObject({ exitCode: 1, message: expect.stringContaining('expired') });
    expect(() => chat().say(code)).toThrow('nobody listens');
  });

  it('a second program that listens with the token', async () => {
    const played = play({ flags: FLAGS });
    await chat().nextCode();
    chat().break(new FarEndError('409: Conflict', verdictOfStatus(409, null)));
    expect(await played.ended).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('("npx pm2 stop pithead", where it is this one) and run init again'),
    });
  });

  it('Ctrl-C while it waits for the code', async () => {
    const played = play({ flags: FLAGS });
    await chat().nextCode();
    played.breakOff(new BrokenOff());
    expect(await played.ended).toMatchObject({ exitCode: 1, message: 'broken off: nothing was written' });
  });

  afterEach(() => {
    expect(has('pithead.yaml') || has('.env')).toBe(false);
    expect(chat().listening()).toBe(0);
  });
});

describe('a test event that does not arrive', () => {
  it.each([
    [403, 10_000, 'fake did not take it: forbidden'],
    [502, 500, 'fake could not be reached: '],
  ])('is said so (%i), with 1; what was written stays', async (status, patienceMs, problem) => {
    chat().refusal = new FarEndError('no', verdictOfStatus(status, null));
    const { ended, screen } = await byFlags(FLAGS, { patienceMs });
    expect(ended).toBe(1);
    expect(screen).toContain(`The test event did not arrive: ${problem}`);
    expect(screen).not.toContain('look at your chat');
    expect(config()).toHaveProperty('channels.fake');
  });
});
