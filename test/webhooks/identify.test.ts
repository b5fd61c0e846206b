import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { identify } from '../../src/webhooks/identify.ts';
import type { RawRequest } from '../../src/webhooks/scheme.ts';
import { check, parseSource, type Source } from '../../src/webhooks/verify.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WHSEC = `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`;
const HMAC_TIMED = { header: 'x-s', payload: '{timestamp}.{body}', timestamp: { header: 'x-t' } };

const source = (scheme: string, more: object = {}) => parseSource({ scheme, secrets: [WHSEC], ...more });
const hmac = (entry: object, more: object = {}) =>
  source('hmac', { hmac: { header: 'x-s', ...entry }, ...more });

interface Sent {
  readonly data?: Json;
  readonly id?: string;
  readonly now?: number;
  readonly type?: string;
  readonly name?: string;
  readonly extra?: readonly (readonly [string, string])[];
}

/** Signs a body as the source's sender would, verifies it and names it. */
function identityOf(from: Source, sent: Sent = {}) {
  const data = sent.data ?? { a: 1 };
  const body = Buffer.from(JSON.stringify(data));
  const now = sent.now ?? NOW;
  const input = {
    body,
    now,
    id: sent.id ?? 'id-1',
    type: sent.type ?? null,
    url: 'https://a.example/hooks/x',
  };
  const headers = [...from.bound.sign(input), ...(sent.extra ?? [])];
  const request: RawRequest = { method: 'POST', url: '/hooks/x', headers, body };
  const checked = check(request, from, now);
  if (!checked.ok) throw new Error(checked.reason);
  return identify(sent.name ?? 'shop', request, from, checked, data);
}

const keyOf = (from: Source, sent?: Sent) => {
  const { dedup } = identityOf(from, sent);
  return dedup === null ? null : Buffer.from(dedup.key).toString('hex');
};

describe('the same delivery again', () => {
  const evt = { id: 'evt_1' };
  const again = { now: NOW + 60_000 };
  const cases: readonly (readonly [string, Source, Sent, Sent, boolean, number | null])[] = [
    ['a signed id, another body', source('standard-webhooks'), {}, { data: { b: 2 } }, true, 7 * DAY],
    ['a signed id, signed anew', source('standard-webhooks'), {}, again, true, 7 * DAY],
    ['another signed id', source('standard-webhooks'), {}, { id: 'id-2' }, false, 7 * DAY],
    [
      'stripe: the event id, signed anew',
      source('stripe'),
      { data: evt },
      { data: evt, ...again },
      true,
      7 * DAY,
    ],
    ['stripe: another event', source('stripe'), { data: evt }, { data: { id: 'evt_2' } }, false, 7 * DAY],
    ['stripe: no event id, the same content', source('stripe'), {}, {}, true, 7 * DAY],
    ['stripe: no event id, another time', source('stripe'), {}, again, false, 7 * DAY],
    [
      'slack: the event id',
      source('slack'),
      { data: { event_id: 'E' } },
      { data: { event_id: 'E' }, ...again },
      true,
      7 * DAY,
    ],
    [
      'slack: a command, the same content',
      source('slack'),
      { data: { command: '/x' } },
      { data: { command: '/x' } },
      true,
      7 * DAY,
    ],
    ['github: the same body under another delivery id', source('github'), {}, { id: 'id-2' }, true, 7 * DAY],
    [
      'github: another body under the same delivery id',
      source('github'),
      {},
      { data: { b: 2 } },
      false,
      7 * DAY,
    ],
    ['github: `dedup`', source('github', { dedup: '2h' }), {}, {}, true, 2 * HOUR],
    ['github: `dedup: off`', source('github', { dedup: 'off' }), {}, {}, true, null],
    ['hmac: nothing signed but the body', hmac({}), {}, again, true, DAY],
    [
      'hmac: an unsigned id counts for nothing',
      hmac({ id: { header: 'x-id' } }),
      {},
      { id: 'id-2' },
      true,
      DAY,
    ],
    ['hmac: a time', hmac(HMAC_TIMED), {}, {}, true, 7 * DAY],
    ['hmac: another time', hmac(HMAC_TIMED), {}, again, false, 7 * DAY],
    ['hmac: a time, whatever `dedup` says', hmac(HMAC_TIMED, { dedup: 'off' }), {}, {}, true, 7 * DAY],
    [
      'hmac: a signed id',
      hmac({ payload: '{id}.{body}', id: { header: 'x-id' } }),
      {},
      { data: { b: 2 } },
      true,
      7 * DAY,
    ],
    [
      'hmac: an id in the body',
      hmac({ id: { field: '/id' } }),
      { data: { id: 1 } },
      { data: { id: 1, b: 2 } },
      true,
      7 * DAY,
    ],
    [
      'hmac: an id in the body that is not there',
      hmac({ id: { field: '/id' } }),
      {},
      { data: { b: 2 } },
      false,
      DAY,
    ],
    ['bearer: nothing', source('bearer'), {}, {}, true, null],
    ['bearer: an id', source('bearer', { id: { header: 'x-id' } }), {}, { data: { b: 2 } }, true, DAY],
    ['bearer: another id', source('bearer', { id: { header: 'x-id' } }), {}, { id: 'id-2' }, false, DAY],
    [
      'bearer: an id in the body',
      source('bearer', { id: { field: '/a' } }),
      {},
      { data: { a: 1, b: 2 } },
      true,
      DAY,
    ],
    [
      'bearer: an id for `dedup`',
      source('bearer', { id: { header: 'x-id' }, dedup: '2h' }),
      {},
      {},
      true,
      2 * HOUR,
    ],
    [
      'bearer: an id, `dedup: off`',
      source('bearer', { id: { header: 'x-id' }, dedup: 'off' }),
      {},
      {},
      true,
      null,
    ],
    [
      'bearer: the content, where `dedup` asks for it',
      source('bearer', { dedup: '2h' }),
      {},
      {},
      true,
      2 * HOUR,
    ],
  ];
  test.each(cases)('%s', (_name, from, first, second, same, keepMs) => {
    expect(identityOf(from, first).dedup?.keepMs ?? null).toBe(keepMs);
    expect(keyOf(from, first) === keyOf(from, second)).toBe(same);
  });

  it('belongs to its source', () => {
    for (const from of [source('standard-webhooks'), source('github')]) {
      expect(keyOf(from, { name: 'a' })).not.toBe(keyOf(from, { name: 'b' }));
    }
  });

  it('keeps ids and contents apart', () => {
    const withId = hmac({ id: { field: '/id' } });
    const body = { id: JSON.stringify({ a: 1 }) };
    expect(keyOf(withId, { data: body })).not.toBe(keyOf(hmac({}), { data: { a: 1 } }));
    expect(identityOf(withId, { data: body }).dedup?.key.length).toBe(16);
  });
});

describe('what happened, in the words of the sender', () => {
  const prediction = {
    id: 'p1',
    status: 'succeeded',
    version: 'v',
    urls: { get: 'https://api.replicate.com/v1/predictions/p1' },
  };
  const training = {
    id: 't1',
    status: 'failed',
    model: 'm',
    urls: { get: 'https://api.replicate.com/v1/trainings/t1' },
  };
  const cases: readonly (readonly [string, Source, Sent, string | null, string | null])[] = [
    ['github', source('github'), { type: 'push', data: { repository: { full_name: 'a/b' } } }, 'push', 'a/b'],
    [
      'github, an organisation',
      source('github'),
      { type: 'org', data: { organization: { login: 'o' } } },
      'org',
      'o',
    ],
    [
      'standard-webhooks',
      source('standard-webhooks'),
      { data: { type: 'user.made', data: { id: 'u' } } },
      'user.made',
      'u',
    ],
    ['a prediction', source('standard-webhooks'), { data: prediction }, 'prediction.succeeded', 'p1'],
    ['a training', source('standard-webhooks'), { data: training }, 'training.failed', 't1'],
    ['no type', source('standard-webhooks'), { data: { id: 'x', status: 'ok' } }, null, null],
    [
      'stripe',
      source('stripe'),
      { data: { type: 'invoice.paid', data: { object: { id: 'in_1' } } } },
      'invoice.paid',
      'in_1',
    ],
    [
      'slack, an event',
      source('slack'),
      { data: { type: 'event_callback', event: { type: 'message', channel: 'C1' } } },
      'message',
      'C1',
    ],
    ['slack, anything else', source('slack'), { data: { type: 'block_actions' } }, 'block_actions', null],
    [
      'slack, a command',
      source('slack'),
      { data: { command: '/deploy', channel_name: 'ops' } },
      '/deploy',
      'ops',
    ],
    ['hmac, a header', hmac({ type: { header: 'x-e' } }), { type: 'made' }, 'made', null],
    ['hmac, a field', hmac({ type: { field: '/e/t' } }), { data: { e: { t: 'made' } } }, 'made', null],
    ['hmac, neither', hmac({}), {}, null, null],
    ['bearer, a header', source('bearer', { type: { header: 'x-e' } }), { type: 'made' }, 'made', null],
    ['bearer, a field', source('bearer', { type: { field: '/t' } }), { data: { t: 'made' } }, 'made', null],
    ['a body that is no object', source('stripe'), { data: ['x'] }, null, null],
  ];
  test.each(cases)('%s', (_name, from, sent, type, subject) => {
    expect(identityOf(from, sent)).toMatchObject({ type, subject });
  });

  test.each([
    ['200 characters', 'x'.repeat(200), true],
    ['201 characters', 'x'.repeat(201), false],
    ['nothing', '', false],
    ['a line break', 'a\nb', false],
    ['an escape', 'a\u001b[2J', false],
    ['a C1 control', 'a\u009b', false],
    ['a line separator', 'a\u2028b', false],
    ['words of any language', 'bestellt: 注文 ✓', true],
  ])('a type and a subject of %s', (_name, text, kept) => {
    const data = { type: text, data: { object: { id: text } }, id: `evt_${text}`.slice(0, text.length) };
    expect(identityOf(source('stripe'), { data })).toMatchObject({
      type: kept ? text : null,
      subject: kept ? text : null,
    });
  });

  it('drops a delivery id that could not be shown', () => {
    expect(identityOf(source('stripe'), { data: { id: 'evt_\n' } }).deliveryId).toBeNull();
    expect(identityOf(source('stripe'), { data: { id: 'evt_1' } }).deliveryId).toBe('evt_1');
    expect(identityOf(source('github'), { id: 'g-1' }).deliveryId).toBe('g-1');
  });

  it('does not choose between two event headers', () => {
    const from = hmac({ type: { header: 'x-e' } });
    expect(identityOf(from, { type: 'a', extra: [['X-E', 'b']] }).type).toBeNull();
  });
});

describe("slack's handshake", () => {
  const { bound } = source('slack');
  it('gives the challenge back as text', () => {
    expect(bound.handshake?.({ type: 'url_verification', challenge: 'c' })).toEqual({
      contentType: 'text/plain',
      body: 'c',
    });
  });
  test.each<[Json]>([
    [{ type: 'event_callback', challenge: 'c' }],
    [{ type: 'url_verification' }],
    [null],
    ['x'],
  ])('%j is none', (data) => expect(bound.handshake?.(data)).toBeNull());
});
