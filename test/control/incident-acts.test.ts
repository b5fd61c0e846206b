import { describe, expect, it, onTestFinished } from 'vitest';
import type { Acknowledged, Muted, Rerun, Unmuted } from '../../src/core/alerts.ts';
import { incidentView, silenceView } from '../../src/core/incident-views.ts';
import { incidentAt, incidentWith, NOW, resolvedWith, silenceWith } from '../storage/stores.ts';
import { startIncidentControl, type IncidentControl } from './incident-control.ts';

const HOUR = 3_600_000;
const OPEN = incidentWith({ id: incidentAt(NOW, 1) });
const OVER = resolvedWith(NOW, { id: OPEN.id });
const SILENCE = silenceWith({ target: 'host=pi', until: NOW + HOUR });
const MUTE = { until: NOW + HOUR, by: 'ada', reason: null, target: 'host=my pi' };
const MUTED = incidentWith({ id: OPEN.id, muted: MUTE });
const UNKNOWN = { error: 'no incident has this id: "npx pithead incidents" lists them' };
const NOT_NOW = { error: 'the database takes nothing now: try again' };

async function started(given: Parameters<typeof startIncidentControl>[0] = {}): Promise<IncidentControl> {
  const control = await startIncidentControl(given);
  onTestFinished(() => control.stop());
  return control;
}

describe('POST /v1/incidents/ID/ack', () => {
  it.each<[number, Acknowledged, unknown]>([
    [
      200,
      { outcome: 'acknowledged', incident: OPEN, also: 2 },
      { outcome: 'acknowledged', incident: incidentView(OPEN), also: 2 },
    ],
    [200, { outcome: 'already', incident: OPEN }, { outcome: 'already', incident: incidentView(OPEN) }],
    [
      409,
      { outcome: 'over', incident: OVER },
      { error: 'it is over already: there is nothing to acknowledge' },
    ],
    [404, { outcome: 'unknown' }, UNKNOWN],
    [503, { outcome: 'unavailable' }, NOT_NOW],
  ])('answers %i', async (status, done, body) => {
    const control = await started({ actions: { acknowledge: () => Promise.resolve(done) } });
    expect(await control.post(`/v1/incidents/${OPEN.id}/ack`)).toEqual({ status, body });
  });
});

describe('POST /v1/mutes', () => {
  const BODY = { target: 'host=pi', duration: '2h' };
  it.each<[number, Muted, unknown]>([
    [
      200,
      { outcome: 'muted', silence: SILENCE, covers: [OPEN] },
      { outcome: 'muted', silence: silenceView(SILENCE), covers: [incidentView(OPEN)] },
    ],
    [
      200,
      { outcome: 'already-muted', incident: OPEN, mute: MUTE },
      { outcome: 'already-muted', incident: incidentView({ ...OPEN, muted: MUTE }) },
    ],
    [409, { outcome: 'over', incident: OVER }, { error: 'it is over already: there is nothing to mute' }],
    [
      400,
      { outcome: 'too-long', mostMs: 168 * HOUR },
      { error: 'that is too long: 7 d is the longest ("npx pithead mute TARGET 7d")' },
    ],
    [400, { outcome: 'bad-target' }, { error: expect.stringContaining('or label=value like host=pi') }],
    [409, { outcome: 'too-many' }, { error: expect.stringContaining('npx pithead unmute TARGET') }],
    [404, { outcome: 'unknown' }, UNKNOWN],
    [503, { outcome: 'unavailable' }, NOT_NOW],
  ])('answers %i', async (status, done, body) => {
    const control = await started({ actions: { mute: () => Promise.resolve(done) } });
    expect(await control.post('/v1/mutes', BODY)).toEqual({ status, body });
  });

  it.each<[string, unknown]>([
    ['no body', undefined],
    ['no target', { duration: '2h' }],
    ['an empty target', { ...BODY, target: '' }],
    ['a target too long', { ...BODY, target: 'x'.repeat(201) }],
    ['a number for a duration', { ...BODY, duration: 2 }],
    ['no duration', { ...BODY, duration: 'tomorrow' }],
    ['a duration of nothing', { ...BODY, duration: '0h' }],
    ['a reason too long', { ...BODY, reason: 'x'.repeat(201) }],
    ['a name that is none', { ...BODY, as: 'a\nb' }],
    ['an empty name', { ...BODY, as: '' }],
    ['a list', []],
  ])('refuses %s, does nothing, and writes it down as wrong use', async (_what, body) => {
    let acts = 0;
    const mute = () => {
      acts += 1;
      return Promise.resolve({ outcome: 'unavailable' as const });
    };
    const control = await started({ actions: { mute } });
    const answer = await control.post('/v1/mutes', body);
    expect(answer).toEqual({ status: 400, body: { error: expect.any(String) } });
    expect(acts).toBe(0);
    expect(await control.uses()).toMatchObject([{ command: 'mute', outcome: 'usage' }]);
  });

  it.each([
    [{ ...BODY, reason: 'x'.repeat(201) }, 'a reason has 200 characters at most'],
    [{ ...BODY, target: 'x'.repeat(201) }, 'a target has 200 characters at most'],
  ])('says of what is too long what the limit is (%#)', async (body, error) => {
    const control = await started();
    expect(await control.post('/v1/mutes', body)).toEqual({ status: 400, body: { error } });
  });

  it('says what is asked, for how long, why and by whom', async () => {
    const asked: unknown[] = [];
    const mute = (...args: readonly unknown[]) => {
      asked.push(args);
      return Promise.resolve({ outcome: 'unknown' as const });
    };
    const control = await started({ actions: { mute } });
    await control.post('/v1/mutes', { ...BODY, reason: 'moving it', as: 'pi' });
    await control.post('/v1/mutes', { target: 'a*', duration: '30M' });
    expect(asked).toEqual([
      ['host=pi', 2 * HOUR, 'moving it', { name: 'pi', via: 'command line' }],
      ['a*', HOUR / 2, null, { name: 'command line', via: 'command line' }],
    ]);
  });
});

describe('POST /v1/unmutes', () => {
  it.each<[number, Unmuted, unknown]>([
    [
      200,
      { outcome: 'unmuted', silence: SILENCE, still: [MUTED] },
      { outcome: 'unmuted', silence: silenceView(SILENCE), still: [incidentView(MUTED)] },
    ],
    [404, { outcome: 'none', targets: [], muted: null }, { error: 'it is not muted; nothing is' }],
    [404, { outcome: 'none', targets: ['a', 'b'], muted: null }, { error: 'it is not muted; this is: a, b' }],
    [
      404,
      { outcome: 'none', targets: ['host=my pi'], muted: MUTED },
      {
        error:
          'it is muted by ada until 2026-11-22T13:00:00.000Z; "npx pithead unmute \'host=my pi\'" ends that',
      },
    ],
    [
      404,
      {
        outcome: 'none',
        targets: [],
        muted: { ...OPEN, muted: { ...MUTE, by: 'maintenance nightly', target: null } },
      },
      { error: 'it is muted by maintenance nightly until 2026-11-22T13:00:00.000Z; that ends by itself' },
    ],
    [
      404,
      {
        outcome: 'none',
        targets: [],
        muted: { ...OPEN, muted: { ...MUTE, by: 'maintenance host=pi', target: null } },
      },
      {
        error: 'maintenance host=pi ends at 2026-11-22T13:00:00.000Z by itself; it stands in pithead.yaml',
      },
    ],
    [503, { outcome: 'unavailable' }, NOT_NOW],
  ])('answers %i', async (status, done, body) => {
    const control = await started({ actions: { unmute: () => Promise.resolve(done) } });
    expect(await control.post('/v1/unmutes', { target: 'host=pi' })).toEqual({ status, body });
  });

  it('refuses what names nothing', async () => {
    const control = await started();
    expect(await control.post('/v1/unmutes', {})).toMatchObject({ status: 400 });
    expect(await control.uses()).toMatchObject([{ command: 'unmute', outcome: 'usage' }]);
  });
});

describe('POST /v1/rerun/NAME', () => {
  it.each<[number, Awaited<ReturnType<Rerun>>, unknown]>([
    [200, { outcome: 'failing', detail: '503' }, { outcome: 'failing', detail: '503' }],
    [
      404,
      { outcome: 'unknown', names: ['pong'] },
      { error: 'there is nothing of this name; there is: pong' },
    ],
    [
      404,
      { outcome: 'unknown', names: [] },
      { error: 'there is nothing of this name: nothing here can be looked at again at will' },
    ],
  ])('answers %i', async (status, done, body) => {
    const names: string[] = [];
    const rerun: Rerun = (name) => {
      names.push(name);
      return Promise.resolve(done);
    };
    const control = await started({ rerun });
    expect(await control.post('/v1/rerun/channel%3Aops')).toEqual({ status, body });
    expect(names).toEqual(['channel:ops']);
  });
});

describe('the audit trail', () => {
  it('has every act, who did it and how it came out, with no secret in it', async () => {
    const control = await started({
      actions: {
        mute: () => Promise.resolve({ outcome: 'muted', silence: SILENCE, covers: [] }),
        unmute: () => Promise.reject(new Error('broken')),
      },
      rerun: () => Promise.resolve({ outcome: 'ok', detail: '' }),
    });
    await control.post(`/v1/incidents/${OPEN.id}/ack`, { as: 'pi' });
    await control.post('/v1/mutes', {
      target: 'host=pi',
      duration: '2h',
      reason: 's3cret-token\nx',
      as: 'pi',
    });
    expect(await control.post('/v1/unmutes', { target: 'host=pi', as: 'ada.l-1_x' })).toEqual({
      status: 500,
      body: { error: 'internal error' },
    });
    await control.post('/v1/rerun/pong');
    await control.post('/v1/replay/nothing', { as: 'pi' });
    await control.post('/v1/rerun/pong', { as: 'a\nb' });
    await control.post('/v1/replay/x', { as: '' });
    await control.post(`/v1/incidents/${OPEN.id}/ack`, { as: 7 });
    await control.post('/v1/mutes', { target: 's3cret-token', duration: 'soon', reason: 7, as: 'pi' });
    const uses = await control.uses();
    expect(uses.map(({ operator, command, args, outcome }) => [operator, command, args, outcome])).toEqual([
      ['pi', 'ack', OPEN.id, 'failed'],
      ['pi', 'mute', 'host=pi 2h [redacted] x', 'allowed'],
      ['ada.l-1_x', 'unmute', 'host=pi', 'failed'],
      ['command line', 'run', 'pong', 'allowed'],
      ['pi', 'replay', 'nothing', 'nothing'],
      ['command line', 'run', 'pong', 'usage'],
      ['command line', 'replay', 'x', 'usage'],
      ['command line', 'ack', OPEN.id, 'usage'],
      ['pi', 'mute', '[redacted] soon', 'usage'],
    ]);
    expect(uses[0]).toMatchObject({
      at: NOW,
      user: { platform: 'command line', id: 'pi', name: 'pi' },
      chat: '',
    });
    expect(control.lines).toContainEqual(
      expect.objectContaining({ step: 'command', command: 'mute', operator: 'pi' }),
    );
  });

  it('that can’t be written to keeps no answer back, and is logged', async () => {
    const control = await started({
      actions: { acknowledge: () => Promise.resolve({ outcome: 'acknowledged', incident: OPEN, also: 0 }) },
      record: () => Promise.reject(new Error('disk full')),
    });
    expect(await control.post(`/v1/incidents/${OPEN.id}/ack`)).toMatchObject({ status: 200 });
    expect(control.lines).toContainEqual({ step: 'command-unrecorded', error: 'disk full' });
  });
});

it.each(['/v1/mutes', '/v1/unmutes', '/v1/incidents/x/ack', '/v1/rerun/x'])(
  '%s is not done by a GET, which a picture in a page could make',
  async (path) => {
    const control = await started();
    expect(await control.get(path)).toMatchObject({ status: 404 });
    expect(await control.uses()).toEqual([]);
  },
);
