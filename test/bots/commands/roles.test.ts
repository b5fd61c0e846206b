import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/bots/commands/index.ts';
import { STRANGERS_A_MINUTE } from '../../../src/bots/commands/stranger-limit.ts';
import { asking, callOf, EVENT, NOW, OPEN, TRACE } from './calls.ts';

const WHO = { admin: 'telegram 1', operator: 'telegram 2', viewer: 'discord 903', stranger: 'telegram 903' };

const NO_CODE = 'No such code waits here: stop the program and run npx pithead init, which shows one';

const STATUS = '1 incident is open: /incidents';
const WHOLE = 'CRITICAL: ops can’t be reached';
const ACKED = 'Acknowledged: ops can’t be reached';
const UNMUTED = 'host=pi is not muted any more: what is wrong there is told again';
const NOTHING_BOOKED = 'No call was booked in the last 7 d';
const NO_BUDGET = 'No budget is configured';
const PAUSED = 'digest is paused';
const RESUMED = 'digest may go on: ada had paused it for 2 h';

describe('who may do what', () => {
  it.each([
    ['/status', STATUS, STATUS, STATUS],
    ['/incidents', '1 incident is open', '1 incident is open', '1 incident is open'],
    [`/incident ${OPEN.id}`, WHOLE, WHOLE, WHOLE],
    [`/ack ${OPEN.id}`, ACKED, ACKED, '/ack takes the role operator; eve has viewer'],
    [
      '/mute host=pi 2h moving it',
      'Muted for 2 h: host=pi',
      'Muted for 2 h: host=pi',
      '/mute takes the role operator; eve has viewer',
    ],
    ['/unmute host=pi', UNMUTED, UNMUTED, '/unmute takes the role operator; eve has viewer'],
    ['/canaries', 'No canary is configured', 'No canary is configured', 'No canary is configured'],
    [
      '/run pong',
      'pong is well: 1.2 s',
      'pong is well: 1.2 s',
      '/run takes the role operator; eve has viewer',
    ],
    ['/spend', NOTHING_BOOKED, NOTHING_BOOKED, NOTHING_BOOKED],
    ['/budget', NO_BUDGET, NO_BUDGET, NO_BUDGET],
    ['/pause digest', PAUSED, PAUSED, '/pause takes the role operator; eve has viewer'],
    ['/resume digest', RESUMED, RESUMED, '/resume takes the role operator; eve has viewer'],
    ['/digest', 'The last day', 'The last day', 'The last day'],
    ['/events', 'The newest event', 'The newest event', 'The newest event'],
    [`/trace ${EVENT}`, `Trace of ${EVENT}`, `Trace of ${EVENT}`, `Trace of ${EVENT}`],
    [
      `/replay ${EVENT}`,
      `${EVENT} is sent again to ops`,
      `${EVENT} is sent again to ops`,
      '/replay takes the role operator; eve has viewer',
    ],
    ['/doctor', 'All is well', 'All is well', '/doctor takes the role operator; eve has viewer'],
    ['/pair abc', NO_CODE, NO_CODE, NO_CODE],
    ['/help', 'What ada may ask (admin)', 'What bob may ask (operator)', 'What eve may ask (viewer)'],
  ])('%s', async (line, admin, operator, viewer) => {
    const { ask, uses } = asking();
    expect((await ask(WHO.admin, line))?.title).toBe(admin);
    expect((await ask(WHO.operator, line))?.title).toBe(operator);
    expect((await ask(WHO.viewer, line))?.title).toBe(viewer);
    expect(await ask(WHO.stranger, line)).toBe(null);
    const done = line.startsWith('/pair') ? 'nothing' : 'allowed';
    const ofViewer = viewer.includes('takes the role') ? 'role' : done;
    expect(uses.map(({ operator, outcome }) => [operator, outcome])).toEqual([
      ['ada', done],
      ['bob', done],
      ['eve', ofViewer],
      [null, 'stranger'],
    ]);
  });

  it('every command is in that table', () => {
    expect(COMMANDS.map(({ info }) => info.name)).toEqual([
      'status',
      'incidents',
      'incident',
      'ack',
      'mute',
      'unmute',
      'canaries',
      'run',
      'spend',
      'budget',
      'pause',
      'resume',
      'digest',
      'events',
      'trace',
      'replay',
      'doctor',
      'pair',
      'help',
    ]);
  });

  it('what may not be asked is not done, and wrong arguments of it are not explained', async () => {
    let replays = 0;
    const { ask } = asking({
      replay() {
        replays += 1;
        return Promise.resolve({ outcome: 'unknown' });
      },
    });
    await ask(WHO.viewer, `/replay ${EVENT}`);
    await ask(WHO.stranger, `/replay ${EVENT}`);
    expect((await ask(WHO.viewer, '/replay'))?.title).toContain('takes the role operator');
    expect(replays).toBe(0);
  });

  it('nobody below an operator acts on an incident, by a line or by a button', async () => {
    let acts = 0;
    const act = () => {
      acts += 1;
      return Promise.resolve({ outcome: 'unavailable' as const });
    };
    const { commands } = asking({ acknowledge: act, mute: act, unmute: act });
    for (const line of [`/ack ${OPEN.id}`, `/mute ${OPEN.id} 1h`, `/unmute ${OPEN.id}`]) {
      for (const pressed of [false, true]) {
        await commands.admit({ ...callOf(WHO.viewer, line), pressed })?.run();
        expect(commands.admit({ ...callOf(WHO.stranger, line), pressed })).toBe(null);
      }
    }
    expect(acts).toBe(0);
  });

  it('an id of one platform is nobody on the other', async () => {
    const { ask } = asking();
    expect(await ask('discord 1', '/status')).toBe(null);
    expect(await ask('telegram 901', '/status')).toBe(null);
    expect((await ask('discord 901', '/status'))?.title).toBe(STATUS);
  });

  it('has what the platforms take: names, and texts of at most 100 characters', () => {
    for (const { name, about, args } of asking().commands.list) {
      expect(name).toMatch(/^[a-z]{1,32}$/);
      expect(about.length).toBeLessThanOrEqual(100);
      for (const arg of args) {
        expect(arg.name).toMatch(/^[a-z]{1,32}$/);
        expect(arg.about.length).toBeLessThanOrEqual(100);
      }
      expect(args.slice(0, -1).some(({ rest }) => rest !== undefined)).toBe(false);
    }
  });
});

describe('the record', () => {
  it('holds who, where, what and when, in the table and in the log', async () => {
    const { ask, uses, lines } = asking();
    await ask(WHO.operator, '/events  github ');
    expect(uses).toEqual([
      {
        at: NOW,
        user: { platform: 'telegram', id: '2', name: 'name of 2' },
        chat: '-100',
        operator: 'bob',
        command: 'events',
        args: 'github',
        outcome: 'allowed',
      },
    ]);
    expect(lines).toEqual([
      {
        level: 'info',
        step: 'command',
        fields: {
          command: 'events',
          args: 'github',
          operator: 'bob',
          platform: 'telegram',
          user: '2',
          chat: '-100',
          traceId: TRACE,
          outcome: 'allowed',
        },
      },
    ]);
  });

  it('clips what is long, keeps it to one line and keeps no secret', async () => {
    const { commands, ask, uses } = asking();
    await ask(WHO.admin, `/trace s3cret-token\n\u202e${'x'.repeat(4_000)}`);
    commands.admit({
      ...callOf('discord 77', '/help'),
      command: 'y'.repeat(5_000),
      args: new Map([['command', 'z\nz']]),
    });
    expect(uses[0]?.args).toMatch(/^\[redacted\] \u202ex{100,}…\u202c$/);
    expect(uses[0]?.args.length).toBeLessThanOrEqual(200);
    await Promise.resolve();
    expect(uses[1]?.command.length).toBeLessThanOrEqual(64);
    expect(uses[1]?.args).toBe('command=z z');
  });

  it('that was passed over is written down as failed', () => {
    const { commands, uses, lines } = asking();
    commands.admit(callOf(WHO.admin, '/status'))?.passOver();
    return Promise.resolve().then(() => {
      expect(uses).toMatchObject([{ command: 'status', operator: 'ada', outcome: 'failed' }]);
      expect(lines).toMatchObject([{ level: 'warn', step: 'command' }]);
    });
  });

  it('that fails keeps no answer back, and is logged', async () => {
    const { ask, lines } = asking({}, { uses: { record: () => Promise.reject(new Error('disk full')) } });
    expect((await ask(WHO.admin, '/status'))?.title).toBe(STATUS);
    expect(lines.find(({ level }) => level === 'error')).toEqual({
      level: 'error',
      step: 'command-unrecorded',
      fields: { error: 'disk full' },
    });
  });

  it('counts as in flight until it is kept', async () => {
    const { promise, resolve: kept } = Promise.withResolvers<void>();
    const record = () => promise;
    const { commands, inFlight } = asking({}, { uses: { record } });
    await commands.admit(callOf(WHO.admin, '/status'))?.run();
    expect(inFlight()).toBeGreaterThan(0);
    kept();
    await new Promise((resolve) => setImmediate(resolve));
    expect(inFlight()).toBe(0);
  });
});

describe('strangers', () => {
  it('are written down once a minute each, and so many in all', async () => {
    let now = NOW;
    const { ask, uses, lines } = asking({ now: () => now });
    for (let i = 0; i < 1_000; i++) await ask('telegram 4711', '/status');
    expect(uses).toHaveLength(1);
    for (let i = 0; i < 1_000; i++) await ask(`discord ${5_000 + i}`, '/status');
    expect(uses).toHaveLength(STRANGERS_A_MINUTE);
    expect(lines).toHaveLength(STRANGERS_A_MINUTE);
    now += 60_000;
    await ask('telegram 4711', '/replay x');
    expect(uses).toHaveLength(STRANGERS_A_MINUTE + 1);
    const passedOver = lines.map(({ fields }) => ('passedOver' in fields ? Number(fields.passedOver) : 0));
    expect(passedOver.reduce((sum, count) => sum + count)).toBe(2_000 - STRANGERS_A_MINUTE);
  });

  it('in a flood keep nobody else from the record or from an answer', async () => {
    const { ask, uses } = asking();
    for (let i = 0; i < 100; i++) await ask(`discord ${5_000 + i}`, '/status');
    expect((await ask(WHO.viewer, '/status'))?.title).toBe(STATUS);
    expect(uses.at(-1)).toMatchObject({ operator: 'eve', outcome: 'allowed' });
  });
});

describe('a command that fails', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('no such table: events'))],
    [
      'throws',
      () => {
        throw new Error('no such table: events');
      },
    ],
  ])('because a service %s says where to look, never why; the log has why', async (_how, events) => {
    const { ask, uses, lines } = asking({ events });
    expect(await ask(WHO.admin, '/events')).toEqual({
      title: 'That failed',
      body: `The log has it under ${TRACE}`,
      link: null,
    });
    expect(uses[0]?.outcome).toBe('failed');
    expect(lines).toEqual([
      {
        level: 'error',
        step: 'command',
        fields: expect.objectContaining({
          traceId: TRACE,
          outcome: 'failed',
          error: 'no such table: events',
        }),
      },
    ]);
  });
});
