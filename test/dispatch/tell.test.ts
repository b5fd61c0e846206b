import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createIds, eventIdOf, keptTraceId } from '../../src/core/ids.ts';
import type { Observation } from '../../src/core/incident.ts';
import type { Incoming } from '../../src/core/ports.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import { createTell, type Tell } from '../../src/dispatch/tell.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const EVENT = eventIdOf(7n);

let accepted: Incoming[];
let observed: Observation[];
let tell: Tell;

beforeEach(() => {
  accepted = [];
  observed = [];
  tell = createTell({
    observe(observation) {
      observed.push(observation);
      return Promise.resolve({ action: 'open', reason: 'threshold', incident: null });
    },
    accept(incoming) {
      accepted.push(incoming);
      return Promise.resolve({ outcome: 'accepted', id: incoming.id, routes: ['default>terminal'] });
    },
    newId: createIds(
      () => NOW,
      (length) => new Uint8Array(length),
    ),
    newTraceId: () => keptTraceId('ab'.repeat(16)),
    digest: (text) => createHash('sha256').update(text).digest(),
    log: SILENT_LOG,
  });
});

const REFUSED = {
  channel: 'ops',
  ofCard: false,
  reason: 'forbidden',
  detail: '403 Forbidden',
} as const;

const failing = (sinceMs: number) =>
  tell.failing({
    channel: 'ops',
    since: NOW - sinceMs,
    now: NOW,
    reason: 'unauthorized',
    detail: '401 Unauthorized',
  });

describe('an observation of a channel', () => {
  it('of a refusal names the event to send again, and is over after half an hour without one', async () => {
    await tell.refused({ ...REFUSED, eventId: EVENT });
    expect(observed).toMatchObject([
      {
        fingerprint: 'delivery:ops:forbidden',
        source: 'pithead',
        ok: false,
        severity: 'warning',
        title: 'ops refused a message for good',
        cause: 'The bot was removed from the chat, or may not write there.',
        labels: { channel: 'ops' },
        remote: false,
        rerun: null,
        except: ['ops'],
        policy: { fire: { n: 1, of: 1 }, resolve: { n: 1, of: 1 }, quietMs: 30 * MINUTE_MS },
      },
    ]);
    expect(observed[0]?.evidence).toContain('forbidden: 403 Forbidden');
    expect(observed[0]?.evidence).toContain(EVENT);
    expect(observed[0]?.next).toContain(`/replay ${EVENT} sends`);
  });

  it('of refusals names the last five events of that channel and reason, the newest first', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => eventIdOf(BigInt(index + 1)));
    for (const eventId of ids) await tell.refused({ ...REFUSED, eventId });
    await tell.refused({ ...REFUSED, channel: 'spare', eventId: EVENT });
    await tell.refused({ ...REFUSED, reason: 'refused', eventId: EVENT });
    const [last, spare, other] = observed.slice(-3).map(({ evidence }) => evidence);
    expect(last).toContain(`newest first: ${ids.slice(2).toReversed().join(', ')}. They`);
    for (const evidence of [spare, other]) expect(evidence).toContain(`newest first: ${EVENT}. They`);
    // Refused again after a replay: it is lost once.
    for (const eventId of [...ids, EVENT]) await tell.refused({ ...REFUSED, channel: 'third', eventId });
    expect(observed.at(-1)?.evidence).toContain(
      `newest first: ${ids.slice(2).toReversed().join(', ')}. They`,
    );
  });

  it('of a refused card is a thing of its own, which nobody has to replay', async () => {
    await tell.refused({ ...REFUSED, eventId: EVENT, ofCard: true });
    expect(observed).toMatchObject([
      {
        fingerprint: 'delivery:ops:forbidden:cards',
        next: null,
        cause: 'The bot was removed from the chat, or may not write there.',
        policy: { quietMs: 30 * MINUTE_MS },
      },
    ]);
    expect(observed[0]?.evidence).toContain('tried again by itself: within the hour');
    expect(observed[0]?.evidence).not.toContain('replay');
  });

  it('that fails is worth telling from a minute on', async () => {
    await failing(0);
    await failing(MINUTE_MS - 1);
    expect(observed).toEqual([]);
    await failing(MINUTE_MS);
    expect(observed).toMatchObject([
      {
        fingerprint: 'channel:ops',
        severity: 'warning',
        remote: true,
        since: NOW - MINUTE_MS,
        cause: 'The token was refused.',
        except: ['ops'],
        policy: { quietMs: null },
      },
    ]);
    expect(observed[0]?.evidence).toContain('It has failed for 1 min. Last error: 401 Unauthorized');
  });

  it('that was given up is the same thing, and worse, whether or not we are connected', async () => {
    await failing(MINUTE_MS);
    await tell.gaveUp({ channel: 'ops', count: 2, since: NOW - DAY_MS, now: NOW, detail: '503' });
    expect(observed[1]).toMatchObject({
      fingerprint: observed[0]?.fingerprint,
      severity: 'critical',
      title: 'ops has failed for 1 d: 2 messages given up',
      since: NOW - DAY_MS,
      remote: false,
    });
    expect(observed[1]?.evidence).toContain('/replay ID sends');
  });

  it.each([
    [3, 0, '3 messages waited for it and are sent now.'],
    [1, 2, '1 message waited for it and is sent now. 2 messages had been given up (/events lists them).'],
  ])('that is back is a good one: %i waited, %i given up', async (waited, givenUp, evidence) => {
    await tell.back({ channel: 'ops', awayMs: 3 * HOUR_MS, waited, givenUp });
    expect(observed).toMatchObject([
      { fingerprint: 'channel:ops', ok: true, title: 'ops is back after 3 h', evidence, except: ['ops'] },
    ]);
  });

  it('of a trouble is one thing for each kind, and lasts longer than the hour after which it is told again', () => {
    const trouble = {
      channel: 'ops',
      kind: 'token-refused',
      title: 'ops: the token',
      body: 'Make a new one.',
    };
    tell.trouble(trouble, NOW);
    tell.trouble({ ...trouble, kind: 'second-poller' }, NOW);
    expect(observed).toMatchObject([
      {
        fingerprint: 'channel:ops:token-refused',
        severity: 'warning',
        title: 'ops: the token',
        evidence: 'Make a new one.',
        except: ['ops'],
        policy: { quietMs: 3 * HOUR_MS },
      },
      { fingerprint: 'channel:ops:second-poller' },
    ]);
    expect(accepted).toEqual([]);
  });
});

it('tells a group’s new id as plain news, once an hour', () => {
  const moved = { channel: 'ops', kind: 'chat-migrated', title: 'It moved', body: 'It is -100 now.' };
  tell.trouble(moved, NOW);
  tell.trouble(moved, NOW + HOUR_MS - 1);
  tell.trouble(moved, NOW + HOUR_MS);
  expect(observed).toEqual([]);
  expect(accepted[0]).toMatchObject({
    source: 'pithead',
    type: 'channel.chat-migrated',
    subject: 'ops',
    severity: 'info',
    data: { title: 'It moved', body: 'It is -100 now.' },
    except: ['ops'],
  });
  const keys = accepted.map(({ dedup }) => Buffer.from(dedup?.key ?? []).toString('hex'));
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[0]);
});
