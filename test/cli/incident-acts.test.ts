import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentActions } from '../../src/core/alerts.ts';
import type { Mute } from '../../src/core/incident.ts';
import { incidentView } from '../../src/core/incident-views.ts';
import { writeRun } from '../../src/run-file.ts';
import { CONTROL_KEY, startIncidentControl, type IncidentControl } from '../control/incident-control.ts';
import { incidentAt, incidentWith, NOW, silenceWith } from '../storage/stores.ts';
import { pitheads, type Ran } from './pithead.ts';

const HOUR = 3_600_000;
const OPEN = incidentWith({ id: incidentAt(NOW, 1), title: 'the pi\u001b[2J is away' });
const UNMUTED = incidentWith({ id: incidentAt(NOW, 2), title: 'dead\nletters' });
const BY_ADA: Mute = { until: NOW + HOUR, by: 'ada', reason: null, target: 'host=my pi' };
const BY_MAINTENANCE: Mute = { until: NOW + HOUR, by: 'maintenance move', reason: null, target: null };
const UNKNOWN = incidentAt(NOW, 9);

/** What `alerts` would say. */
const actions: IncidentActions = {
  acknowledge(id, { name }) {
    if (id === UNMUTED.id) {
      return Promise.resolve({ outcome: 'acknowledged', incident: { ...UNMUTED, muted: BY_ADA }, also: 2 });
    }
    if (id !== OPEN.id) return Promise.resolve({ outcome: 'unknown' });
    return Promise.resolve({
      outcome: 'already',
      incident: { ...OPEN, acknowledged: { by: name, at: NOW } },
    });
  },
  mute(target, forMs, reason, { name }) {
    if (forMs > 168 * HOUR) return Promise.resolve({ outcome: 'too-long', mostMs: 168 * HOUR });
    if (target === OPEN.id) {
      return Promise.resolve({ outcome: 'already-muted', incident: OPEN, mute: BY_ADA });
    }
    const silence = silenceWith({ target, until: NOW + forMs, by: name, reason });
    return Promise.resolve({ outcome: 'muted', silence, covers: target === 'host=pi' ? [OPEN] : [] });
  },
  unmute: (target) =>
    Promise.resolve(
      target === 'host=pi'
        ? { outcome: 'unmuted', silence: silenceWith({ target }), still: [] }
        : target === 'channel:*'
          ? {
              outcome: 'unmuted',
              silence: silenceWith({ target }),
              still: [{ ...UNMUTED, muted: BY_MAINTENANCE }],
            }
          : { outcome: 'none', targets: ['host=pi'], muted: null },
    ),
};

let control: IncidentControl;
let ran: readonly Ran[] = [];
const lines = [
  ['ack', OPEN.id],
  ['ack', OPEN.id, '--json'],
  ['ack', UNKNOWN],
  ['mute', 'host=pi', '2h', 'moving', 'it'],
  ['mute', "it's *", '30m', '--json'],
  ['mute', 'host=pi', 'tomorrow'],
  ['mute', 'host=pi', '3w'],
  ['unmute', 'host=pi'],
  ['unmute', 'pi'],
  ['mute', 'a b', '1h'],
  ['mute', 'host=pi', '2h', 'x'.repeat(250)],
  ['mute', OPEN.id, '1h'],
  ['unmute', 'channel:*'],
  ['mute', '', '2h'],
  ['mute', 'sohp', '2h'],
  ['ack', UNMUTED.id],
  ['audit'],
  ['audit', '--json', '--limit', '1'],
  ['audit', '--since', 'yesterday'],
] as const;

beforeAll(async () => {
  control = await startIncidentControl({ actions });
  const { dir, url } = control;
  writeFileSync(
    join(dir, 'pithead.yaml'),
    'storage: sqlite:pithead.db\nsources: { shop: { scheme: bearer, secrets: [a-secret-of-the-tests-0123456789] } }\n',
  );
  writeFileSync(join(dir, 'control.key'), CONTROL_KEY, { mode: 0o600 });
  writeRun(dir, { pid: process.pid, startedAt: NOW, publicUrl: url, privateUrl: url });
  await control.store.record({
    at: Date.now(),
    user: { platform: 'telegram', id: '666', name: 'mallory\u009b' },
    chat: '-100',
    operator: null,
    command: 'ack',
    args: '',
    outcome: 'stranger',
  });
  ran = await pitheads(dir, lines);
});
afterAll(() => control.stop());

function ranOf(...line: readonly string[]): Ran {
  const at = lines.findIndex((one) => one.join(' ') === line.join(' '));
  return ran[at] ?? { code: null, out: '', err: '' };
}

describe('on the command line', () => {
  it('ack acknowledges in the name of the machine’s user; that another was faster is no error', () => {
    const me = userInfo().username;
    expect(ranOf('ack', OPEN.id)).toEqual({
      code: 0,
      out: `already acknowledged by ${me} at 2026-11-22T12:00:00.000Z: the pi\\u{1b}[2J is away\n`,
      err: '',
    });
    const acknowledged = { ...OPEN, acknowledged: { by: me, at: NOW } };
    expect(JSON.parse(ranOf('ack', OPEN.id, '--json').out)).toEqual({
      outcome: 'already',
      incident: incidentView(acknowledged),
    });
  });

  it('ack of an unknown id ends with 1 and says where they are listed', () => {
    expect(ranOf('ack', UNKNOWN)).toEqual({
      code: 1,
      out: '',
      err: `${UNKNOWN} was not acknowledged: no incident has this id: "npx pithead incidents" lists them\n`,
    });
  });

  it('mute says until when, what it covers and how to end it', () => {
    expect(ranOf('mute', 'host=pi', '2h', 'moving', 'it')).toEqual({
      code: 0,
      out: `host=pi is muted until 2026-11-22T14:00:00.000Z; "npx pithead unmute host=pi" ends it
it covers now
  ${OPEN.id}  the pi\\u{1b}[2J is away
`,
      err: '',
    });
    expect(ranOf('mute', 'a b', '1h').out).toContain(
      '"npx pithead unmute \'a b\'" ends it\nnothing of it is wrong',
    );
    expect(ranOf('mute', 'sohp', '2h').out).toMatch(
      /^nothing is called sohp: did you mean shop\? \("npx pithead unmute sohp" takes this back\)\nsohp is muted until /,
    );
    expect(ranOf('mute', '', '2h')).toEqual({
      code: 2,
      out: '',
      err: 'a mute needs a target: a source’s or a channel’s name, label=value, an incident’s id or a fingerprint, like: npx pithead mute host=pi 2h\n',
    });
    expect(JSON.parse(ranOf('mute', "it's *", '30m', '--json').out)).toMatchObject({
      outcome: 'muted',
      silence: { target: "it's *", until: '2026-11-22T12:30:00.000Z', reason: null },
      covers: [],
    });
  });

  it('a duration that is none, or too long, is wrong usage', () => {
    expect(ranOf('mute', 'host=pi', 'tomorrow')).toEqual({
      code: 2,
      out: '',
      err: 'host=pi was not muted for tomorrow: this is no duration: 30m, 2h or 3d is one\n',
    });
    expect(ranOf('mute', 'host=pi', '3w')).toEqual({
      code: 2,
      out: '',
      err: 'host=pi was not muted for 3w: that is too long: 7 d is the longest ("npx pithead mute TARGET 7d")\n',
    });
  });

  it('a reason too long is told as such', () => {
    expect(ranOf('mute', 'host=pi', '2h', 'x'.repeat(250))).toEqual({
      code: 2,
      out: '',
      err: 'host=pi was not muted for 2h: a reason has 200 characters at most\n',
    });
  });

  it('mute of what is muted for longer says by whom, until when, and that nothing changed', () => {
    expect(ranOf('mute', OPEN.id, '1h')).toEqual({
      code: 0,
      out: `already muted by ada until 2026-11-22T13:00:00.000Z: the pi\\u{1b}[2J is away; "npx pithead unmute 'host=my pi'" ends that
nothing changed
`,
      err: '',
    });
  });

  it('unmute says what something else still mutes', () => {
    expect(ranOf('unmute', 'channel:*').out).toBe(`channel:* is not muted any more by this mute, but by others
  still muted by maintenance move until 2026-11-22T13:00:00.000Z: dead letters; that ends by itself
`);
  });

  it('ack names what else stands on the card, and until when nothing of it is told', () => {
    expect(ranOf('ack', UNMUTED.id).out).toBe(`acknowledged: dead letters and 2 more
it is muted until 2026-11-22T13:00:00.000Z: until then nothing is told of it
`);
  });

  it('unmute ends a mute, or says what is muted', () => {
    expect(ranOf('unmute', 'host=pi')).toEqual({ code: 0, out: 'host=pi is not muted any more\n', err: '' });
    expect(ranOf('unmute', 'pi')).toEqual({
      code: 1,
      out: '',
      err: 'pi was not unmuted: it is not muted; this is: host=pi\n',
    });
  });

  it('each act is written down with its arguments and how it came out', async () => {
    const me = userInfo().username;
    const uses = (await control.uses()).filter(({ user }) => user.platform === 'command line');
    expect(uses.map(({ operator, command, args, outcome }) => [operator, command, args, outcome])).toEqual([
      [me, 'ack', OPEN.id, 'nothing'],
      [me, 'ack', OPEN.id, 'nothing'],
      [me, 'ack', UNKNOWN, 'nothing'],
      [me, 'mute', 'host=pi 2h moving it', 'allowed'],
      [me, 'mute', "it's * 30m", 'allowed'],
      [me, 'mute', 'host=pi tomorrow', 'usage'],
      [me, 'mute', 'host=pi 3w', 'usage'],
      [me, 'unmute', 'host=pi', 'allowed'],
      [me, 'unmute', 'pi', 'nothing'],
      [me, 'mute', 'a b 1h', 'allowed'],
      [me, 'mute', expect.stringMatching(/^host=pi 2h x+…$/), 'usage'],
      [me, 'mute', `${OPEN.id} 1h`, 'nothing'],
      [me, 'unmute', 'channel:*', 'allowed'],
      [me, 'mute', 'sohp 2h', 'allowed'],
      [me, 'ack', UNMUTED.id, 'allowed'],
    ]);
  });
});

describe('audit', () => {
  it('tells who asked for what, strangers included', () => {
    const { code, out } = ranOf('audit');
    expect(code).toBe(0);
    const [head = '', ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^TIME +WHO +WHERE +COMMAND +OUTCOME$/);
    expect(rows).toContainEqual(
      expect.stringMatching(/Z {2}a stranger: mallory\\u\{9b\} \(666\) +telegram +ack +stranger$/),
    );
    expect(JSON.parse(ranOf('audit', '--json', '--limit', '1').out)).toMatchObject([{}]);
  });

  it('takes a duration', () => {
    expect(ranOf('audit', '--since', 'yesterday')).toEqual({
      code: 2,
      out: '',
      err: '--since takes a duration like 24h or 7d\n',
    });
  });
});

it('an answer that is not Pithead’s is told as such', async () => {
  const { dir } = control;
  const server = createServer((_request, response) => response.end('<html>hi')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  writeRun(dir, { pid: process.pid, startedAt: NOW, publicUrl: url, privateUrl: url });
  const [answered] = await pitheads(dir, [['ack', OPEN.id]]);
  server.close();
  expect(answered).toEqual({ code: 1, out: '', err: `${url} answered 200, but not as Pithead does\n` });
});
