import { describe, expect, it } from 'vitest';
import type { Acknowledged, Muted, Unmuted } from '../../../src/core/alerts.ts';
import type { Actor, Mute } from '../../../src/core/incident.ts';
import { incidentAt, incidentWith, resolvedWith, silenceWith } from '../../storage/stores.ts';
import { asking, asText, callOf, EVENT, NOW, OPEN } from './calls.ts';

const OPERATOR = 'telegram 2';
const MIN = 60_000;
const HOUR = 60 * MIN;
const OVER = resolvedWith(NOW - 12 * MIN, { id: OPEN.id });
const BY_ADA: Mute = { until: NOW + 3 * HOUR, by: 'ada', reason: null, target: 'host=my pi' };
const BY_MAINTENANCE: Mute = {
  until: NOW + HOUR,
  by: 'maintenance nightly',
  reason: null,
  target: null,
};
const EXAMPLE = 'like /mute host=pi 2h moving it';
/** What a note for a press has room for, in UTF-16 units. */
const NOTE = 200;

describe('/ack', () => {
  it.each<[string, Acknowledged, string]>([
    [
      'an open one',
      { outcome: 'acknowledged', incident: OPEN, also: 0 },
      'Acknowledged: ops can’t be reached\nYou will hear when it gets worse and when it is over.',
    ],
    [
      'one of several',
      { outcome: 'acknowledged', incident: OPEN, also: 2 },
      'Acknowledged: ops can’t be reached and 2 more\nYou will hear when it gets worse and when it is over.',
    ],
    [
      'a muted one, which promises nothing',
      { outcome: 'acknowledged', incident: { ...OPEN, muted: BY_ADA }, also: 0 },
      'Acknowledged: ops can’t be reached\nIt is muted for 3 h more: until then you will hear nothing of it.',
    ],
    [
      'one that another was faster with',
      { outcome: 'already', incident: { ...OPEN, acknowledged: { by: 'bea', at: NOW - 3 * MIN } } },
      'Already acknowledged by bea 3 min ago: ops can’t be reached',
    ],
    [
      'an old card',
      { outcome: 'over', incident: OVER },
      'It is over already: resolved 12 min ago; nothing to acknowledge',
    ],
    ['an unknown id', { outcome: 'unknown' }, `No incident has the id ${OPEN.id}: /incidents lists them`],
    [
      'a full disk',
      { outcome: 'unavailable' },
      'It could not be acknowledged: the database takes nothing now; try in a minute',
    ],
  ])('of %s says what happened', async (_what, done, answer) => {
    const { ask } = asking({ acknowledge: () => Promise.resolve(done) });
    expect(await asText(ask(OPERATOR, `/ack ${OPEN.id}`))).toBe(answer);
  });

  it.each([
    ['telegram 2', { name: 'bob', via: 'telegram' }],
    ['discord 901', { name: 'ada', via: 'discord' }],
  ])('by %s is done in the name of %j', async (who, actor) => {
    const actors: Actor[] = [];
    const { ask } = asking({
      acknowledge(_id, by) {
        actors.push(by);
        return Promise.resolve({ outcome: 'unknown' });
      },
    });
    await ask(who, `/ack ${OPEN.id}`);
    expect(actors).toEqual([actor]);
  });

  it('by a button fits into a note, however long the title is', async () => {
    const incident = { ...OPEN, title: 'x'.repeat(5_000), muted: BY_ADA };
    const { commands } = asking({
      acknowledge: () => Promise.resolve({ outcome: 'acknowledged', incident, also: 12 }),
    });
    const answer = await commands.admit({ ...callOf(OPERATOR, `/ack ${OPEN.id}`), pressed: true })?.run();
    expect(answer?.facts).toBe(undefined);
    expect(`${answer?.title}\n${answer?.body}`.length).toBeLessThanOrEqual(NOTE);
  });
});

describe('/mute', () => {
  it('of several things says until when, what they are and how to end it', async () => {
    const covers = Array.from({ length: 9 }, (_, i) =>
      incidentWith({ id: incidentAt(NOW, i), title: `thing ${i}` }),
    );
    const { ask } = asking({
      mute: (target, forMs) =>
        Promise.resolve({ outcome: 'muted', silence: silenceWith({ target, until: NOW + forMs }), covers }),
    });
    expect(await ask(OPERATOR, '/mute host=pi 2h moving it')).toEqual({
      title: 'Muted for 2 h: host=pi',
      facts: [{ label: 'Until', at: NOW + 2 * HOUR }],
      body: `It covers now
· thing 0
· thing 1
· thing 2
· thing 3
· thing 4
· thing 5
… 3 more
End it with /unmute host=pi`,
      link: null,
    });
  });

  it('of one thing names it in the title, of nothing yet says that it waits', async () => {
    const one = asking({
      mute: (target, forMs) =>
        Promise.resolve({
          outcome: 'muted',
          silence: silenceWith({ target, until: NOW + forMs }),
          covers: [{ ...OPEN, title: 'y'.repeat(5_000) }],
        }),
    });
    const answer = await one.ask(OPERATOR, `/mute ${OPEN.id} 1h`);
    expect(answer?.title).toMatch(/^Muted for 1 h: y{99}…$/);
    expect(answer?.body).toBe(`End it with /unmute ${OPEN.id}`);
    expect(await asText(asking().ask(OPERATOR, '/mute channel:* 3d'))).toBe(
      'Muted for 3 d: channel:*\nNothing of it is wrong now; what comes is held back.\nEnd it with /unmute channel:*',
    );
  });

  it('takes the target, the duration and the rest of the line, from both platforms', async () => {
    const asked: unknown[] = [];
    const { ask, commands } = asking({
      mute(...args) {
        asked.push(args);
        return Promise.resolve({ outcome: 'unknown' });
      },
    });
    await ask(OPERATOR, '/mute host=pi 90M  moving  "it" ');
    await ask(OPERATOR, '/mute host=pi 2h');
    const options = { target: 'host=pi', duration: '3d', reason: 'a new disk' };
    await commands
      .admit({ ...callOf('discord 901', '/mute'), args: new Map(Object.entries(options)) })
      ?.run();
    const bob = { name: 'bob', via: 'telegram' };
    expect(asked).toEqual([
      ['host=pi', 90 * MIN, 'moving "it"', bob],
      ['host=pi', 2 * HOUR, null, bob],
      ['host=pi', 72 * HOUR, 'a new disk', { name: 'ada', via: 'discord' }],
    ]);
  });

  it.each(['2', 'h', '2 h', 'tomorrow', '-2h', '1.5h', '0h', '2h30m', '∞', 'x'.repeat(100)])(
    'knows no duration %s, and names good ones',
    async (duration) => {
      let asked = 0;
      const { ask } = asking({
        mute() {
          asked += 1;
          return Promise.resolve({ outcome: 'unknown' });
        },
      });
      const answer = await asText(ask(OPERATOR, `/mute host=pi ${duration}`));
      expect(answer).toMatch(/^\S+ is no duration: 30m, 2h or 3d is one, like \/mute host=pi 2h moving it$/);
      expect(asked).toBe(0);
    },
  );

  it('that is shorter than the one in force changes nothing, says so, and fits into a note', async () => {
    const { ask } = asking({
      mute: () => Promise.resolve({ outcome: 'already-muted', incident: OPEN, mute: BY_MAINTENANCE }),
    });
    const answer = await ask(OPERATOR, `/mute ${OPEN.id} 1h`);
    expect(answer).toEqual({
      title: 'Already muted by maintenance nightly for 1 h more: nothing changed',
      facts: [{ label: 'Until', at: NOW + HOUR }],
      body: 'It ends by itself',
      link: null,
    });
    expect(`${answer?.title}\n${answer?.body}`.length).toBeLessThanOrEqual(NOTE);
  });

  it('prints a target to be typed whole, and quoted where it has spaces, whatever its length', async () => {
    const target = `host=${'my pi '.repeat(30)}x`;
    const { ask } = asking();
    expect((await ask(OPERATOR, `/mute "${target}" 2h`))?.body).toContain(
      `\nEnd it with /unmute "${target}"`,
    );
  });

  it.each<[string, Muted]>([
    ['It is over already: resolved 12 min ago; nothing to mute', { outcome: 'over', incident: OVER }],
    [
      '21 d is too long: 7 d is the longest\nType /mute pi 7d',
      { outcome: 'too-long', mostMs: 7 * 24 * HOUR },
    ],
    [
      `pi can’t be muted: give an incident’s id, a fingerprint, a pattern with *, or label=value, ${EXAMPLE}`,
      { outcome: 'bad-target' },
    ],
    ['Too much is muted already: /incidents lists it, /unmute TARGET ends one', { outcome: 'too-many' }],
    ['No incident has the id pi: /incidents lists them', { outcome: 'unknown' }],
    ['pi could not be muted: the database takes nothing now; try in a minute', { outcome: 'unavailable' }],
  ])('says what to do: %s', async (answer, done) => {
    const { ask } = asking({ mute: () => Promise.resolve(done) });
    expect(await asText(ask(OPERATOR, '/mute pi 3w'))).toBe(answer);
  });
});

describe('/unmute', () => {
  const many = Array.from({ length: 30 }, (_, i) => `t${i}`);
  it.each<[string, Unmuted, string]>([
    [
      'a mute',
      { outcome: 'unmuted', silence: silenceWith({ target: 'host=pi' }), still: [] },
      'host=pi is not muted any more: what is wrong there is told again',
    ],
    [
      'one mute of several',
      {
        outcome: 'unmuted',
        silence: silenceWith({ target: 'channel:*' }),
        still: [
          { ...OPEN, muted: BY_ADA },
          { ...OPEN, title: 'the pi is away', muted: BY_MAINTENANCE },
        ],
      },
      `channel:* is not muted any more by this mute, but by others
Still muted
ops can’t be reached, by ada for 3 h more
↳ End it with /unmute "host=my pi"
the pi is away, by maintenance nightly for 1 h more
↳ It ends by itself`,
    ],
    [
      'an incident that a pattern mutes',
      { outcome: 'none', targets: ['host=my pi'], muted: { ...OPEN, muted: BY_ADA } },
      'pi is muted by ada for 3 h more\nEnd it with /unmute "host=my pi"',
    ],
    [
      'an incident in maintenance',
      { outcome: 'none', targets: [], muted: { ...OPEN, muted: BY_MAINTENANCE } },
      'pi is muted by maintenance nightly for 1 h more\nIt ends by itself',
    ],
    [
      'a window of maintenance',
      {
        outcome: 'none',
        targets: [],
        muted: { ...OPEN, muted: { ...BY_MAINTENANCE, by: 'maintenance pi' } },
      },
      'maintenance pi ends in 1 h by itself; it stands in pithead.yaml',
    ],
    ['nothing', { outcome: 'none', targets: [], muted: null }, 'Nothing is muted'],
    [
      'something else',
      { outcome: 'none', targets: ['host=my pi', 'channel:*'], muted: null },
      'pi is not muted; this is, and /unmute takes it as it stands here:\n"host=my pi"\nchannel:*',
    ],
    [
      'something else than all this',
      { outcome: 'none', targets: many, muted: null },
      `pi is not muted; this is, and /unmute takes it as it stands here:\n${many.slice(0, 10).join('\n')}\n… 20 more: /incidents lists them`,
    ],
    [
      'what can’t be stored',
      { outcome: 'unavailable' },
      'pi is still muted: the database takes nothing now; try in a minute',
    ],
  ])('of %s says how it stands', async (_what, done, answer) => {
    const { ask } = asking({ unmute: () => Promise.resolve(done) });
    expect(await asText(ask(OPERATOR, '/unmute pi'))).toBe(answer);
  });
});

describe('a button', () => {
  it.each([
    [`ack ${OPEN.id}`, 'Acknowledged: ops can’t be reached'],
    [`mute ${OPEN.id} 1h`, `Muted for 1 h: ${OPEN.id}`],
    ['run pong', 'pong is well: 1.2 s'],
    [`trace ${EVENT}`, `Trace of ${EVENT}`],
    ['unmute host=pi', 'host=pi is not muted any more: what is wrong there is told again'],
    [`replay ${EVENT}`, 'That button is not known any more: /help lists what can be asked'],
  ])('for %s is answered: %s', async (action, title) => {
    const call = { ...callOf(OPERATOR, `/${action}`), pressed: true };
    expect((await asking().commands.admit(call)?.run())?.title).toBe(title);
  });
});
