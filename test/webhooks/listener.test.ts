import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { EventId } from '../../src/core/ids.ts';
import type { Accepted } from '../../src/core/ports.ts';
import { DEFAULT_LIMITS } from '../../src/webhooks/listener-context.ts';
import { type Listening, post, signed, startListener } from './listening.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
let listening: Listening;
beforeAll(async () => {
  listening = await startListener();
});
afterAll(() => listening.close());

describe('a request that is accepted', () => {
  it('is answered 202 with the event id, after accept said so', async () => {
    const committed = Promise.withResolvers<void>();
    await using slow = await startListener({
      accept: async ({ id }): Promise<Accepted> => {
        await committed.promise;
        return { outcome: 'accepted', id, routes: ['default>terminal'] };
      },
    });
    let answered = false;
    const answer = post(slow, 'test', '{"a":1}').then((response) => {
      answered = true;
      return response;
    });
    const other = await fetch(`${slow.url}/healthz`);
    expect([other.status, answered]).toEqual([200, false]);
    committed.resolve();
    const response = await answer;
    expect([response.status, response.headers.get('content-type')]).toEqual([202, 'application/json']);
    expect(await response.text()).toMatch(/^\{"id":"[0-9a-z]{13}"\}$/);
    expect(slow.counted).toEqual(['test accepted']);
  });

  it('comes with its name, subject, data, proof and dedup key', async () => {
    const headers = { ...JSON_TYPE, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const response = await post(
      listening,
      'test',
      '{"repository":{"full_name":"a/b"},"big":1234567890123456789}',
      headers,
    );
    const { id } = JSON.parse(await response.text());
    expect(listening.accepted.at(-1)).toMatchObject({
      id,
      source: 'test',
      type: 'push',
      severity: 'info',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      data: { repository: { full_name: 'a/b' }, big: '1234567890123456789' },
      verification: { scheme: 'github', secret: 0, signedAt: null, ip: '127.0.0.1' },
    });
    expect(listening.accepted.at(-1)?.dedup?.key).toBeInstanceOf(Uint8Array);
    expect(listening.lines.at(-1)).toMatchObject({
      step: 'request',
      ip: '127.0.0.1',
      outcome: 'accept',
      requestId: id,
    });
  });

  it('gets a trace id of its own where it brings none, or a bad one', async () => {
    await post(listening, 'test', '{}', {
      ...JSON_TYPE,
      traceparent: '00-00000000000000000000000000000000-0000000000000000-01',
    });
    expect(listening.accepted.at(-1)?.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  test.each<[string, Readonly<Record<string, string>>, string, unknown]>([
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'payload=%7B%7D&a=1&a=2',
      { payload: '{}', a: ['1', '2'] },
    ],
    ['text', { 'content-type': 'text/plain' }, 'hello', 'hello'],
    ['a malformed content type', { 'content-type': 'json' }, '{"a":1}', '{"a":1}'],
    ['an empty body', JSON_TYPE, '', null],
  ])('may carry %s', async (_, headers, body, data) => {
    expect((await post(listening, 'test', body, headers)).status).toBe(202);
    expect(listening.accepted.at(-1)?.data).toEqual(data);
  });

  it('may have a query, which is never logged', async () => {
    const body = '{}';
    const url = `${listening.url}/hooks/test?token=hunter2-in-the-query`;
    const headers = signed(listening, 'test', body);
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(202);
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(`${listening.url}/elsewhere?token=hunter2-in-the-query`)).status).toBe(404);
    expect(listening.logged() + JSON.stringify(listening.refused)).not.toContain('hunter2');
  });
});

describe('the same delivery again', () => {
  it('is answered 200 with the first id, and leaves a trace', async () => {
    const ids: EventId[] = [];
    await using again = await startListener({
      accept({ id }) {
        ids.push(id);
        const [first = id] = ids;
        return Promise.resolve(
          first === id
            ? { outcome: 'accepted', id, routes: ['default>terminal'] }
            : { outcome: 'duplicate', id: first },
        );
      },
    });
    expect((await post(again, 'test', '{}')).status).toBe(202);
    const response = await post(again, 'test', '{}');
    expect([response.status, await response.text()]).toEqual([200, `{"id":"${ids[0]}","duplicate":true}`]);
    expect(again.refused).toMatchObject([
      { requestId: ids[1], status: 200, reason: 'duplicate', source: 'test', detail: ids[0] },
    ]);
    expect(again.counted).toEqual(['test accepted', 'test duplicate']);
    expect(again.lines.at(-1)).toMatchObject({ outcome: 'duplicate', status: 200, eventId: ids[0] });
  });
});

describe('a handshake', () => {
  const challenge = '{"type":"url_verification","challenge":"3eZbrw1aB"}';

  it('is answered as its scheme prescribes, after verification, and is no event', async () => {
    const before = listening.accepted.length;
    const response = await post(listening, 'slack', challenge);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/plain',
      '3eZbrw1aB',
    ]);
    expect(listening.accepted).toHaveLength(before);
    expect(listening.lines.at(-1)).toMatchObject({ outcome: 'handshake', source: 'slack', status: 200 });
  });

  it('echoes nothing to who can not sign it', async () => {
    const response = await post(listening, 'slack', challenge, {
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('3eZbrw1aB');
  });
});

describe('closing', () => {
  it('lets a running request end, and takes no new ones', async () => {
    const committed = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const closing = await startListener({
      accept: async ({ id }) => {
        entered.resolve();
        await committed.promise;
        return { outcome: 'accepted', id, routes: [] };
      },
    });
    const answer = post(closing, 'test', '{}');
    await entered.promise;
    const closed = closing.close();
    await expect(fetch(`${closing.url}/healthz`)).rejects.toThrow();
    committed.resolve();
    const response = await answer;
    expect([response.status, response.headers.get('connection')]).toEqual([202, 'close']);
    await closed;
  });
});

it('the limits are those of the contract', () => {
  expect(DEFAULT_LIMITS).toMatchObject({
    bodyBytes: 262_144,
    headers: 64,
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 30_000,
  });
});
