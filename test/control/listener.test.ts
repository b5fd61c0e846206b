import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventsCommand } from '../../src/cli/events.ts';
import { statusCommand } from '../../src/cli/status.ts';
import { traceCommand } from '../../src/cli/trace.ts';
import { logInjections } from '../support/corpora.ts';
import { DOOR_SECRET, startControlled, type Controlled } from './controlled.ts';

const UNKNOWN = '1m5ma3pfz0000';

/** For what does not mind events of other tests. */
let running: Controlled;
beforeAll(async () => {
  running = await startControlled();
});
afterAll(() => running.stop());

/** For a test that counts. */
async function startFresh(config: Readonly<Record<string, unknown>> = {}): Promise<Controlled> {
  const fresh = await startControlled(config);
  onTestFinished(() => fresh.stop());
  return fresh;
}

describe('GET /readyz', () => {
  it('names each dependency', async () => {
    expect(await running.get('/readyz')).toEqual({
      status: 200,
      body: {
        status: 'ready',
        dependencies: [
          { name: 'storage', ok: true, detail: 'ok' },
          { name: 'clock', ok: true, detail: 'ok' },
          { name: 'channel terminal', ok: true, detail: 'ok' },
        ],
      },
    });
  });
});

describe('GET /metrics', () => {
  it('counts by configured names only, whatever strangers ask for', async () => {
    const running = await startFresh();
    await running.send({ type: 'a' });
    await running.send({ type: 'b' }, 'wrong');
    for (const name of ['nobody', 'evil%22%0A', 'x'.repeat(60)]) {
      await fetch(`${running.program.app.publicUrl}/hooks/${name}`, { method: 'POST', body: '{}' });
    }
    await running.program.app.settled();
    const response = await fetch(`${running.program.app.privateUrl}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const ours = (await response.text()).split('\n').filter((line) => line.startsWith('pithead_'));
    expect(ours.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'pithead_deliveries{channel="terminal",state="dead"} 0',
      'pithead_deliveries{channel="terminal",state="waiting"} 0',
      ...['critical', 'info', 'warning'].flatMap((severity) =>
        ['acknowledged', 'firing', 'muted'].map(
          (state) => `pithead_incidents{severity="${severity}",state="${state}"} 0`,
        ),
      ),
      'pithead_requests_total{source="token",outcome="accepted"} 1',
      'pithead_requests_total{source="token",outcome="refused"} 1',
    ]);
  });
});

describe('GET /v1/status', () => {
  it('has the fields of the contract', async () => {
    const running = await startFresh();
    await running.send({ type: 'a' });
    await running.send({ type: 'a' }, 'wrong');
    await running.program.app.settled();
    const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await running.get('/v1/status')).body).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      startedAt: iso,
      channels: [{ name: 'terminal', type: 'console', state: 'ok', waiting: 0, dead: 0, lastError: null }],
      sources: [
        { name: 'door', lastEventAt: null, accepted: 0, refused: 0 },
        { name: 'token', lastEventAt: iso, accepted: 1, refused: 1 },
      ],
      incidents: { open: 0 },
    });
  });
});

describe('GET /v1/events', () => {
  it('has the fields of the contract, newest first', async () => {
    const running = await startFresh();
    const first = await running.send({ type: 'first' });
    const second = await running.send({ type: 'second' });
    await running.program.app.settled();
    const { body } = await running.get('/v1/events');
    const delivered = [
      { channel: 'terminal', state: 'delivered', attempts: 1, messageId: expect.any(String), reason: null },
    ];
    expect(body).toMatchObject([
      { id: second, source: 'token', type: 'second', severity: 'info', deliveries: delivered },
      { id: first, source: 'token', type: 'first', time: expect.stringMatching(/Z$/), deliveries: delivered },
    ]);
  });

  it('gives so many as it is asked, of the source it is asked', async () => {
    const running = await startFresh();
    for (const type of ['a', 'b', 'c']) await running.send({ type });
    const counts = [
      ['', 3],
      ['?limit=2', 2],
      ['?source=token', 3],
      ['?source=token&limit=1', 1],
      ['?source=door', 0],
      ['?source=', 0],
    ] as const;
    for (const [query, length] of counts) {
      expect(await running.get(`/v1/events${query}`)).toMatchObject({ status: 200, body: { length } });
    }
  });

  it.each([
    '?limit=0',
    '?limit=501',
    '?limit=x',
    '?limit=1.5',
    '?limit=-1',
    '?limit=',
    `?source=${'x'.repeat(64)}`,
    '?source=a&source=b',
  ])('refuses %s', async (query) => {
    expect(await running.get(`/v1/events${query}`)).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });
});

describe('GET /v1/trace/ID', () => {
  it('tells an event step by step', async () => {
    const id = await running.send({ type: 'a' });
    await running.program.app.settled();
    const { status, body } = await running.get(`/v1/trace/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      steps: ['request', 'verified', 'accepted', 'routed', 'delivered'].map((step) => ({
        at: expect.stringMatching(/Z$/),
        step,
        detail: expect.any(String),
      })),
      deliveries: [{ channel: 'terminal', state: 'delivered', attempts: 1, messageId: expect.any(String) }],
    });
  });

  it('tells why a request was refused, as soon as its sender has the answer', async () => {
    for (let n = 0; n < 3; n++) {
      const requestId = await running.send({ type: 'a' }, 'wrong');
      expect(await running.get(`/v1/trace/${requestId}`)).toMatchObject({
        status: 200,
        body: {
          id: requestId,
          steps: [
            { step: 'request', detail: 'from 127.0.0.1 to token' },
            { step: 'refused', detail: expect.stringContaining('401 token_mismatch') },
          ],
          deliveries: [],
        },
      });
    }
  });

  it.each(['d-1', 'd/1?#', '../../etc', 'ü'.repeat(200), '👩‍👩‍👧‍👦', '100%'])(
    "finds a sender's delivery %s",
    async (id) => {
      const body = JSON.stringify({ id, type: 'a' });
      const signature = createHmac('sha256', DOOR_SECRET).update(body).digest('hex');
      const response = await fetch(`${running.program.app.publicUrl}/hooks/door`, {
        method: 'POST',
        headers: { 'x-signature': signature, 'content-type': 'application/json' },
        body,
      });
      const accepted: unknown = await response.json();
      expect(await running.get(`/v1/trace/${encodeURIComponent(id)}`)).toMatchObject({
        status: 200,
        body: accepted,
      });
    },
  );

  it.each([
    ['an id nobody has', `/v1/trace/${UNKNOWN}`, 404],
    ['SQL', `/v1/trace/${encodeURIComponent("' or 1=1 --")}`, 404],
    ['NUL', '/v1/trace/%00', 404],
    ['a long one', `/v1/trace/${'x'.repeat(5_000)}`, 404],
    ['none', '/v1/trace/', 404],
    ['a broken escape', '/v1/trace/%zz', 400],
    ['an escape that is no UTF-8', '/v1/trace/%ff', 400],
  ])('answers %s in JSON', async (_what, path, status) => {
    expect(await running.raw('GET', path, { host: 'localhost' })).toEqual({
      status,
      body: { error: expect.any(String) },
    });
  });
});

describe('POST /v1/replay/ID', () => {
  it('sends an event again, beside its first deliveries', async () => {
    const id = await running.send({ type: 'a' });
    await running.program.app.settled();
    expect(await running.get(`/v1/replay/${id}`, { method: 'POST' })).toEqual({
      status: 202,
      body: { id, channels: ['terminal'] },
    });
    await running.program.app.settled();
    const { body } = await running.get('/v1/events?limit=1');
    expect(body).toMatchObject([{ id, deliveries: [{ state: 'delivered' }, { state: 'delivered' }] }]);
  });

  it.each<readonly [string, string]>([
    ['an id nobody has', UNKNOWN],
    ['an id in capitals', UNKNOWN.toUpperCase()],
    ['an id beyond 63 bits', '7zzzzzzzzzzzz'],
    ['SQL', "'; drop table events; --"],
    ['a path', '../../v1/status'],
    ['a long one', '0'.repeat(5_000)],
    ...logInjections.slice(0, 6),
  ])('knows no event by %s', async (_what, id) => {
    expect(await running.get(`/v1/replay/${encodeURIComponent(id)}`, { method: 'POST' })).toEqual({
      status: 404,
      body: { error: expect.any(String) },
    });
  });

  it('is not done by a GET, which a picture in a page could make', async () => {
    const id = await running.send({ type: 'a' });
    expect(await running.get(`/v1/replay/${id}`)).toMatchObject({ status: 404 });
    expect(await running.get(`/v1/trace/${id}`)).toMatchObject({ body: { deliveries: { length: 1 } } });
  });
});

describe('the guard before all of it', () => {
  const PATHS = ['/readyz', '/metrics', '/v1/status', '/v1/events', `/v1/trace/${UNKNOWN}`, '/nothing'];
  it.each(PATHS)('%s refuses a foreign Host, a foreign Origin and a wrong key', async (path) => {
    expect(await running.raw('GET', path, { host: 'evil.example' })).toEqual({
      status: 403,
      body: { error: 'forbidden' },
    });
    const host = 'localhost';
    expect(await running.raw('GET', path, { host, origin: 'https://evil.example' })).toMatchObject({
      status: 403,
    });
    expect(await running.raw('GET', path, { host, authorization: 'Bearer wrong' })).toEqual({
      status: 401,
      body: { error: 'unauthorized' },
    });
  });

  it('lets the control key in, which is kept for its owner alone', async () => {
    const key = readFileSync(join(running.dir, 'control.key'), 'utf8').trim();
    const authorization = `Bearer ${key}`;
    expect(await running.raw('GET', '/v1/status', { host: 'localhost', authorization })).toMatchObject({
      status: 200,
    });
    expect(JSON.stringify(running.program.log())).not.toContain(key);
  });
});

describe('off loopback', () => {
  it('answers nobody without the key', async () => {
    const server = { public: { port: 0 }, private: { host: '0.0.0.0', port: 0 } };
    const running = await startFresh({ server });
    expect(await running.get('/v1/status')).toEqual({ status: 401, body: { error: 'unauthorized' } });
    expect(await running.get('/readyz')).toMatchObject({ status: 401 });
    const key = readFileSync(join(running.dir, 'control.key'), 'utf8').trim();
    const headers = { authorization: `Bearer ${key}` };
    expect(await running.get('/v1/status', { headers })).toMatchObject({ status: 200 });
  });
});

describe('--json and /v1/', () => {
  it('give the same objects', async () => {
    const running = await startFresh();
    const id = await running.send({ type: 'a\u009b31m' });
    const refused = await running.send({ type: 'b' }, 'wrong');
    await running.send({ type: 'c' });
    await running.program.app.settled();
    await running.get('/v1/status');
    expect(await running.printed(statusCommand)).toEqual((await running.get('/v1/status')).body);
    expect(await running.printed(eventsCommand)).toEqual((await running.get('/v1/events')).body);
    const some = await running.printed(eventsCommand, [], { source: 'token', limit: '1' });
    expect(some).toEqual((await running.get('/v1/events?source=token&limit=1')).body);
    expect(some).toHaveLength(1);
    for (const known of [id, refused]) {
      expect(await running.printed(traceCommand, [known])).toEqual(
        (await running.get(`/v1/trace/${known}`)).body,
      );
    }
  });
});
