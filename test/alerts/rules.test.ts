import { describe, expect, it } from 'vitest';
import { causeOf, MOST_CARDS, TOO_MANY } from '../../src/alerts/cause.ts';
import { remindersWithin } from '../../src/alerts/telling.ts';
import { createMaintenance } from '../../src/alerts/maintenance.ts';
import { createQuietHours } from '../../src/alerts/quiet.ts';
import { covers, muteOf, targetOf } from '../../src/alerts/silence.ts';
import type { MaintenanceRule, QuietRule } from '../../src/core/alert-rules.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import type { Silence } from '../../src/core/incident.ts';
import { incident } from './observations.ts';

const BERLIN = 'Europe/Berlin';
const at = (text: string): number => Date.parse(text);
const silence = (target: string, until: number): Silence => ({
  target,
  until,
  by: 'ada',
  at: 0,
  reason: null,
});

describe('what shares a card', () => {
  it.each([
    [{ upstream: 'cdn', provider: 'openai', host: 'pi' }, 'upstream=cdn'],
    [{ provider: 'openai', host: 'pi' }, 'provider=openai'],
    [{ host: 'pi', channel: 'ops' }, 'host=pi'],
    [{ host: '', channel: 'ops' }, 'http:shop'],
    [{}, 'http:shop'],
  ])('by the labels %j is %s', (labels, cause) => {
    expect(causeOf({ fingerprint: 'http:shop', labels, except: [] }, 0)).toBe(cause);
  });

  it('is everything without a common label, once too many cards are open', () => {
    const shop = { fingerprint: 'http:shop', labels: {}, except: [] };
    expect(causeOf(shop, MOST_CARDS)).toBe(TOO_MANY);
    expect(causeOf({ ...shop, labels: { host: 'pi' } }, MOST_CARDS)).toBe('host=pi');
  });
});

describe('what some channel must not see', () => {
  it('shares a card only with what that channel must not see either', () => {
    const pi = { fingerprint: 'a', labels: { host: 'pi' } };
    const [all, notOps, notBoth] = [[], ['ops'], ['phone', 'ops']].map((except) =>
      causeOf({ ...pi, except }, 0),
    );
    expect(new Set([all, notOps, notBoth]).size).toBe(3);
    expect(causeOf({ ...pi, except: ['ops', 'phone'] }, 0)).toBe(notBoth);
  });
});

describe('what goes to certain channels only', () => {
  const pi = { fingerprint: 'a', labels: { host: 'pi' }, except: [] };
  it('shares a card with what goes to the same ones', () => {
    expect(causeOf({ ...pi, to: ['phone', 'ops'] }, 0)).toBe('host=pi, for ops, phone');
    expect(causeOf({ ...pi, to: ['ops', 'phone'], except: ['desk'] }, 0)).toBe(
      'host=pi, for ops, phone, not for desk',
    );
    expect(causeOf({ ...pi, labels: {}, to: ['ops'] }, MOST_CARDS)).toBe(`${TOO_MANY}, for ops`);
  });

  it('needs no other cause where it shares with nothing', () => {
    expect(causeOf({ ...pi, labels: {}, to: ['ops'] }, 0)).toBe('a');
  });
});

describe('the target of a mute', () => {
  const shop = incident({ fingerprint: 'http:shop', labels: { host: 'pi.local' } });
  it.each([
    [shop.card, true],
    ['http:shop', true],
    ['shop', true],
    ['http', true],
    ['pi.local', true],
    ['host=pi.local', true],
    ['http:*', true],
    ['*shop', true],
    ['h*p:*p', true],
    ['*', true],
    ['host=pi', false],
    ['provider=openai', false],
    ['sho', false],
    ['http:shops', false],
    ['*:shop:*', false],
    ['http:shop*p', false],
    ['', false],
  ])('%j covers the incident: %s', (target, expected) => {
    expect(covers(target, shop)).toBe(expected);
  });

  it.each([
    ['HOST = pi.local', 'host=pi.local'],
    [' shop ', 'shop'],
    ['host=', null],
    ['', null],
    ['a\nb', null],
    ['x'.repeat(201), null],
  ])('%j is kept as %j', (text, kept) => {
    expect(targetOf(text)).toBe(kept);
  });

  it('with many stars is told at once', () => {
    const began = performance.now();
    expect(covers(`${'*a'.repeat(90)}*b`, { ...shop, fingerprint: 'a'.repeat(200) })).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('that lasts longest is the one that is shown; what has run out is none', () => {
    const all = [silence('shop', 500), silence('http:*', 900), silence('*', 100)];
    expect(muteOf(shop, all, () => null, 100)).toMatchObject({ until: 900 });
    expect(muteOf(shop, all, () => ({ name: 'move', until: 950 }), 100)).toEqual({
      until: 950,
      by: 'maintenance move',
      reason: null,
      target: null,
    });
    expect(muteOf(shop, all, () => null, 900)).toBeNull();
  });
});

describe('quiet hours', () => {
  const rule: QuietRule = {
    from: 22 * 60,
    to: 7 * 60,
    days: [1, 2, 3, 4, 5, 6, 7],
    severities: ['info', 'warning'],
    labels: {},
    channels: null,
  };
  const sending = { channel: 'ops', severity: 'warning', labels: {} } as const;

  it.each([
    ['2026-11-28T20:59:00Z', false],
    ['2026-11-28T21:00:00Z', true],
    ['2026-11-29T05:59:59Z', true],
    ['2026-11-29T06:00:00Z', false],
    // In summer Berlin is two hours ahead.
    ['2026-07-01T20:00:00Z', true],
    ['2026-07-02T05:00:00Z', false],
  ])('from 22:00 to 07:00 in Berlin hold at %s: %s', (now, expected) => {
    expect(createQuietHours([rule], BERLIN)({ ...sending, now: at(now) })).toBe(expected);
  });

  it.each([
    // Saturday to Sunday night; the hours after midnight belong to Saturday.
    ['2026-11-28T23:00:00Z', [6], true],
    ['2026-11-29T04:00:00Z', [6], true],
    ['2026-11-29T04:00:00Z', [7], false],
    ['2026-11-30T04:00:00Z', [7], true],
    ['2026-11-30T04:00:00Z', [1], false],
  ])('belong to the day they began on: %s on %j: %s', (now, days, expected) => {
    expect(createQuietHours([{ ...rule, days }], BERLIN)({ ...sending, now: at(now) })).toBe(expected);
  });

  it('are of their channels, severities and labels only; from equal to means the whole day', () => {
    const now = at('2026-11-28T12:00:00Z');
    const allDay = { ...rule, from: 0, to: 0, channels: ['ops'], labels: { host: 'pi' } };
    const quiet = createQuietHours([allDay], BERLIN);
    const labels = { host: 'pi' };
    expect(quiet({ ...sending, labels, now })).toBe(true);
    expect(quiet({ ...sending, now })).toBe(false);
    expect(quiet({ ...sending, labels, channel: 'phone', now })).toBe(false);
    expect(quiet({ ...sending, labels, severity: 'critical', now })).toBe(false);
  });
});

describe('maintenance', () => {
  const nightly: MaintenanceRule = {
    name: 'backup',
    labels: { host: 'pi' },
    when: { kind: 'cron', schedule: '30 2 * * *', lastsMs: HOUR_MS },
  };

  it.each([
    ['2026-11-28T01:29:59Z', null],
    ['2026-11-28T01:30:00Z', '2026-11-28T02:30:00Z'],
    ['2026-11-28T02:29:59Z', '2026-11-28T02:30:00Z'],
    ['2026-11-28T02:30:00Z', null],
  ])('by cron, in Berlin, asked first at %s, lasts until %s', (now, until) => {
    const window = createMaintenance([nightly], BERLIN)({ host: 'pi' }, at(now));
    expect(window?.until ?? null).toBe(until === null ? null : at(until));
  });

  it('is found whenever it is asked for, also after days without a question and a clock set back', () => {
    const inMaintenance = createMaintenance([nightly], BERLIN);
    const begin = at('2026-11-20T01:30:00Z');
    const asked = [0, HOUR_MS, 5 * DAY_MS + MINUTE_MS, 5 * DAY_MS + 2 * HOUR_MS, 2 * DAY_MS + 59 * MINUTE_MS];
    expect(asked.map((ms) => inMaintenance({ host: 'pi' }, begin + ms)?.name ?? null)).toEqual([
      'backup',
      null,
      'backup',
      null,
      'backup',
    ]);
  });

  it('once, is of its labels only', () => {
    const once: MaintenanceRule = {
      name: 'move',
      labels: { host: 'pi' },
      when: { kind: 'once', from: 100, until: 200 },
    };
    const inMaintenance = createMaintenance([once], BERLIN);
    expect([99, 100, 199, 200].map((now) => inMaintenance({ host: 'pi' }, now)?.until ?? null)).toEqual([
      null,
      200,
      200,
      null,
    ]);
    expect(inMaintenance({ host: 'other' }, 150)).toBeNull();
  });
});

describe('reminders', () => {
  it.each([
    [HOUR_MS - 1, 0],
    [HOUR_MS, 1],
    [6 * HOUR_MS, 2],
    [DAY_MS - 1, 2],
    [DAY_MS, 3],
    [10 * DAY_MS, 12],
  ])('within %d ms are %d', (ms, count) => {
    expect(remindersWithin(ms)).toBe(count);
  });
});
