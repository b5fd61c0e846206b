import { describe, expect, it } from 'vitest';
import type { TraceView } from '../../../src/core/views.ts';
import { incidentView } from '../../../src/core/incident-views.ts';
import { asking, asText, before, EVENT, eventOf, OPEN, statusOf, TRACE } from './calls.ts';

const ADMIN = 'telegram 1';

describe('/status', () => {
  it('says in its title whether one has to get up, then how all are', async () => {
    const status = statusOf({
      channels: [
        { name: 'ops', type: 'telegram', state: 'ok', waiting: 0, dead: 0, lastError: null },
        {
          name: 'alerts',
          type: 'discord',
          state: 'failing',
          waiting: 12,
          dead: 3,
          lastError: '502 Bad\nGateway',
        },
      ],
      sources: [
        { name: 'door', lastEventAt: null, accepted: 0, refused: 0 },
        { name: 'n8n', lastEventAt: null, accepted: 0, refused: 4 },
        { name: 'stripe', lastEventAt: before(90_000), accepted: 3, refused: 0 },
        { name: 'github', lastEventAt: before(300), accepted: 1_204, refused: 1 },
      ],
    });
    const { ask } = asking({
      status: () => Promise.resolve(status),
      incidents: () => Promise.resolve([]),
    });
    expect(await asText(ask(ADMIN, '/status'))).toBe(`No incident is open
alerts is failing

Pithead 1.2.3, up 3 h 5 min, 84 MiB

Channels
✓ ops (telegram) ok
✗ alerts (discord) failing, 12 waiting, 3 dead
↳ last error: 502 Bad Gateway

Sources
github: 5 min ago, 1204 accepted, 1 refused
stripe: 1 d 1 h ago, 3 accepted, 0 refused
door: nothing yet
n8n: no event yet, 0 accepted, 4 refused`);
  });

  it('names the worst incidents that are open first, and no more than three', async () => {
    const open = (['warning', 'critical', 'warning', 'info'] as const).map((severity, i) =>
      incidentView({ ...OPEN, severity, title: `${severity} ${i}`, state: i === 0 ? 'muted' : 'firing' }),
    );
    const asked: unknown[] = [];
    const { ask } = asking({
      incidents(filter) {
        asked.push(filter);
        return Promise.resolve(open);
      },
    });
    const text = await asText(ask('discord 903', '/status'));
    expect(text.split('\n').slice(0, 7)).toEqual([
      '4 incidents are open, 1 of them muted: /incidents',
      'CRITICAL: critical 1',
      'WARNING: warning 2',
      'INFO: info 3',
      '… 1 more',
      'No channel is failing',
      '',
    ]);
    expect(asked).toEqual([{ open: true, limit: 100 }]);
  });

  it('stays readable with many sources and channels', async () => {
    const status = statusOf({
      channels: ['a', 'b'].map((name) => ({
        name,
        type: 'telegram',
        state: 'failing',
        waiting: 1,
        dead: 0,
        lastError: 'x'.repeat(5_000),
      })),
      sources: Array.from({ length: 500 }, (_, i) => ({
        name: `s${i}`,
        lastEventAt: null,
        accepted: 0,
        refused: 0,
      })),
    });
    const { ask } = asking({ status: () => Promise.resolve(status) });
    const text = await asText(ask(ADMIN, '/status'));
    expect(text).toMatch(/\n2 channels are failing\n/);
    expect(text).toMatch(/\n… 480 more$/);
    expect(text.length).toBeLessThan(1_000);
  });
});

describe('/events', () => {
  it('names each event, where it went and its id', async () => {
    const [delivered] = eventOf().deliveries;
    const twice = delivered === undefined ? [] : [delivered, delivered];
    const { ask } = asking({
      events: () =>
        Promise.resolve([
          eventOf({ time: before(0), deliveries: twice }),
          eventOf({ severity: 'critical', type: 'deploy', subject: 'acme/site' }),
          eventOf({
            type: 'a\nb\u202ec',
            subject: 'y'.repeat(500),
            deliveries: [],
          }),
        ]),
    });
    expect(await asText(ask(ADMIN, '/events'))).toBe(`The newest 3 events
just now: github push
↳ ${EVENT} ops delivered ×2
5 min ago: CRITICAL github deploy: acme/site
↳ ${EVENT} ops delivered
5 min ago: github a b\u202ec\u202c: ${'y'.repeat(79)}…
↳ ${EVENT} no route matched`);
  });

  it('asks for ten, of the source that is named', async () => {
    const asked: unknown[] = [];
    const { ask } = asking({
      events(filter) {
        asked.push(filter);
        return Promise.resolve([]);
      },
    });
    expect(await asText(ask(ADMIN, '/events'))).toBe('No events yet');
    expect(await asText(ask(ADMIN, '/events Github'))).toBe('No events of github yet');
    expect(asked).toEqual([
      { source: null, limit: 10 },
      { source: 'github', limit: 10 },
    ]);
  });

  it.each([
    ['/events gihtub', 'There is no source gihtub: did you mean /events github?'],
    ['/events stripe', 'There is no source stripe: ask of github'],
  ])('%s is told which there are', async (line, answer) => {
    expect(await asText(asking({ events: () => Promise.resolve([]) }).ask(ADMIN, line))).toBe(answer);
  });
});

describe('/trace', () => {
  const trace: TraceView = {
    id: EVENT,
    traceId: TRACE,
    steps: [
      { at: before(300), step: 'request', detail: 'from 192.0.2.1 to github' },
      { at: before(300), step: 'routed', detail: 'all to ops' },
      { at: before(299.88), step: 'failed', detail: 'ops, try 1: server-error: 502\n<html>' },
      { at: before(280), step: 'delivered', detail: 'ops, try 2: message 7' },
    ],
    deliveries: [],
  };

  it('tells the steps from the first one on', async () => {
    const { ask } = asking({ trace: () => Promise.resolve(trace) });
    expect(await asText(ask(ADMIN, `/trace ${EVENT}`))).toBe(`Trace of ${EVENT}
2026-11-22T02:55:00.000Z, 5 min ago
trace id ${TRACE}

+0 ms request: from 192.0.2.1 to github
+0 ms routed: all to ops
+120 ms failed: ops, try 1: server-error: 502 <html>
+20 s delivered: ops, try 2: message 7`);
  });

  it('of a night of failures shows the first and the last steps', async () => {
    const steps = Array.from({ length: 500 }, (_, i) => ({
      at: before(3_000 - i),
      step: 'failed',
      detail: `try ${i + 1}: ${'z'.repeat(400)}`,
    }));
    const { ask } = asking({ trace: () => Promise.resolve({ ...trace, steps }) });
    const text = await asText(ask(ADMIN, `/trace ${EVENT}`));
    expect(text).toContain('+0 ms failed: try 1: ');
    expect(text).toContain(`\n… 480 more on the command line: npx pithead trace ${EVENT}\n`);
    expect(text).toContain('\n+8 min 19 s failed: try 500: ');
    expect(text.length).toBeLessThan(4_000);
  });

  it('of an id that nothing has says so', async () => {
    const { ask } = asking();
    expect(await asText(ask(ADMIN, '/trace nonsense'))).toBe(
      'Nothing has the id nonsense: /events lists the newest',
    );
  });
});

describe('/replay', () => {
  it.each([
    [
      { outcome: 'replayed', id: EVENT, channels: ['ops', 'alerts'] },
      `${EVENT} is sent again to ops, alerts`,
    ],
    [
      { outcome: 'replayed', id: EVENT, channels: [] },
      `${EVENT} is sent again to nowhere: no route matches it`,
    ],
    [{ outcome: 'unknown' }, `Nothing has the id ${EVENT}: /events lists the newest`],
    [{ outcome: 'unavailable' }, `${EVENT} could not be stored again: try in a minute`],
  ] as const)('%j', async (replayed, answer) => {
    const { ask } = asking({ replay: () => Promise.resolve(replayed) });
    expect(await asText(ask(ADMIN, `/replay ${EVENT}`))).toBe(answer);
  });

  it.each(['`ID`', '"ID"', '“ID”', "'ID'", '<ID>', '  ID  '])('takes the id as %s', async (written) => {
    const { ask } = asking();
    expect(await asText(ask(ADMIN, `/replay ${written.replace('ID', EVENT)}`))).toBe(
      `${EVENT} is sent again to ops`,
    );
  });
});

describe('/doctor', () => {
  it('tells the worst first, each with what to do', async () => {
    const { ask } = asking({
      doctor: () =>
        Promise.resolve([
          { about: 'database', state: 'ok', detail: 'can be read', fix: null },
          { about: 'telegram ops: token', state: 'ok', detail: 'good', fix: null },
          { about: 'telegram ops: chat', state: 'unknown', detail: 'timeout', fix: 'try again' },
          { about: 'discord alerts: rights', state: 'ok', detail: 'good', fix: null },
          { about: 'clock', state: 'problem', detail: 'not\nsynchronised', fix: 'timedatectl set-ntp true' },
        ]),
    });
    expect(await asText(ask(ADMIN, '/doctor'))).toBe(`1 problem, 1 could not be told
✗ clock: not synchronised
→ timedatectl set-ntp true

? telegram ops: chat: timeout
→ try again

✓ database, discord alerts`);
  });

  it('names in one line what is well', async () => {
    const { ask } = asking({
      doctor: () =>
        Promise.resolve(
          ['database', 'telegram ops: token', 'telegram ops: chat'].map((about) => ({
            about,
            state: 'ok',
            detail: 'good',
            fix: null,
          })),
        ),
    });
    expect(await asText(ask(ADMIN, '/doctor'))).toBe('All is well\n✓ database, telegram ops');
  });
});

describe('every answer', () => {
  it('is free of configured secrets', async () => {
    const status = statusOf({
      channels: [
        {
          name: 'ops',
          type: 'telegram',
          state: 'failing',
          waiting: 1,
          dead: 0,
          lastError: 'bad s3cret-token',
        },
      ],
    });
    const { ask } = asking({
      status: () => Promise.resolve(status),
      events: () => Promise.resolve([eventOf({ type: 's3cret-token' })]),
    });
    expect(await asText(ask(ADMIN, '/status'))).toContain('last error: bad [redacted]');
    expect(await asText(ask(ADMIN, '/events'))).toContain('github [redacted]');
    expect(await asText(ask(ADMIN, '/trace s3cret-token'))).toContain('the id [redacted]:');
  });
});
