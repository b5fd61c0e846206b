import { describe, expect, it } from 'vitest';
import type { Pause } from '../../../src/core/ledger.ts';
import { asking, asText, NOW } from './calls.ts';

const OPERATOR = 'telegram 2';
const HOUR = 3_600_000;
const PAUSE: Pause = { workflow: 'digest', at: NOW - 2 * HOUR, by: 'ada', reason: 'it\nloops' };
const UNKNOWN = { outcome: 'unknown', names: ['bulk', 'weekly'] } as const;
const DOWN = 'the database takes nothing now; try in a minute';

describe('/pause', () => {
  it('says what that stops, what it does not, and how to end it', async () => {
    const asked: unknown[] = [];
    const { ask, uses } = asking({
      pause(...given) {
        asked.push(given);
        return Promise.resolve({ outcome: 'paused', pause: PAUSE });
      },
    });
    expect(await asText(ask(OPERATOR, '/pause Digest it loops'))).toBe(`\
digest is paused
What it wants to reserve is refused, and the answer says why.
A call that it makes all the same is still booked.
End it with /resume digest`);
    expect(asked).toEqual([['digest', 'it loops', { name: 'bob', via: 'telegram' }]]);
    expect(uses).toMatchObject([{ outcome: 'allowed', args: 'Digest it loops' }]);
  });

  it('of a canary means that it is not asked', async () => {
    const body = (await asking().ask(OPERATOR, '/pause canary:pong'))?.body;
    expect(body).toBe(`\
The canary is not asked until then.
A call that it makes all the same is still booked.
End it with /resume canary:pong`);
  });

  it.each([
    [
      { outcome: 'already-paused', pause: PAUSE } as const,
      'digest is paused already, 2 h ago by ada (it loops): nothing changed',
      'nothing',
    ],
    [UNKNOWN, 'There is no workflow digest: it is one of bulk, weekly', 'nothing'],
    [{ outcome: 'unavailable' } as const, `digest was not paused: ${DOWN}`, 'failed'],
  ])('answers what became of it: %#', async (done, title, outcome) => {
    const { ask, uses } = asking({ pause: () => Promise.resolve(done) });
    expect((await ask(OPERATOR, '/pause digest'))?.title).toBe(title);
    expect(uses).toMatchObject([{ outcome }]);
  });

  it('names the nearest workflow', async () => {
    const { ask } = asking({ pause: () => Promise.resolve(UNKNOWN) });
    expect((await ask(OPERATOR, '/pause weeky'))?.title).toBe(
      'There is no workflow weeky: did you mean /pause weekly?',
    );
  });
});

describe('/resume', () => {
  it.each([
    [{ outcome: 'resumed', pause: PAUSE } as const, 'digest may go on: ada had paused it for 2 h', 'allowed'],
    [{ outcome: 'not-paused' } as const, 'digest is not paused: nothing changed', 'nothing'],
    [UNKNOWN, 'There is no workflow digest: it is one of bulk, weekly', 'nothing'],
    [{ outcome: 'unavailable' } as const, `digest is still paused: ${DOWN}`, 'failed'],
  ])('answers what became of it: %#', async (done, title, outcome) => {
    const { ask, uses } = asking({ resume: () => Promise.resolve(done) });
    expect(await asText(ask(OPERATOR, '/resume Digest'))).toBe(title);
    expect(uses).toMatchObject([{ outcome }]);
  });
});

describe('/digest', () => {
  it.each([
    ['/digest', 'The last day'],
    ['/digest day', 'The last day'],
    ['/digest Week', 'The last week'],
  ])('%s shows it', async (line, title) => {
    expect((await asking().ask('discord 903', line))?.title).toBe(title);
  });

  it('of any other span is wrong use', async () => {
    const { ask, uses } = asking();
    expect((await ask('discord 903', '/digest year'))?.title).toBe(
      'year is neither day nor week, like /digest week',
    );
    expect(uses).toMatchObject([{ outcome: 'usage' }]);
  });
});
