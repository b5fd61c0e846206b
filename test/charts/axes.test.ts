import { describe, expect, it } from 'vitest';
import { latencyAxis } from '../../src/charts/latency-axis.ts';
import { timeAxis } from '../../src/charts/time-axis.ts';

describe('the axis of latencies', () => {
  it.each<[readonly number[], number | null, readonly string[]]>([
    [[], null, ['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s', '1.0 s']],
    [[0], null, ['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s', '1.0 s']],
    [[3], null, ['0', '1 ms', '2 ms', '3 ms', '4 ms']],
    [[412], null, ['0', '100 ms', '200 ms', '300 ms', '400 ms', '500 ms']],
    [[980], null, ['0', '0.5 s', '1.0 s', '1.5 s']],
    [[1_100], 3_000, ['0', '1 s', '2 s', '3 s', '4 s']],
    [[18_000], null, ['0', '5 s', '10 s', '15 s', '20 s']],
    [[118_000], null, ['0', '50 s', '100 s', '150 s']],
  ])('of %j with the limit %j has the ticks %j', (latencies, limit, expected) => {
    expect(latencyAxis(latencies, limit).ticks.map(({ label }) => label)).toEqual(expected);
  });

  it('has room for all where none is far off, else for nineteen of twenty at least', () => {
    const steady = Array.from({ length: 95 }, () => 1_000);
    expect(latencyAxis([...steady, 1_400], null).topMs).toBeGreaterThan(1_400);
    expect(latencyAxis([...steady, ...Array.from({ length: 5 }, () => 60_000)], null).topMs).toBe(1_500);
    expect(latencyAxis([...steady, ...Array.from({ length: 6 }, () => 60_000)], null).topMs).toBeGreaterThan(
      60_000,
    );
    expect(latencyAxis([...steady, 60_000], 4_000).topMs).toBe(6_000);
  });
});

describe('the axis of time', () => {
  it.each([
    ['2026-11-22T10:02Z', '2026-11-22T10:20Z', 'UTC', ['10:05', '10:10', '10:15', '10:20']],
    ['2026-11-22T10:02Z', '2026-11-22T15:00Z', 'Asia/Kolkata', ['16:00', '17:00', '18:00', '19:00', '20:00']],
    ['2026-11-22T12:00Z', '2026-11-23T12:00Z', 'Europe/Berlin', ['18:00', '23 Nov', '06:00', '12:00']],
    ['2026-11-15T12:00Z', '2026-11-22T12:00Z', 'Europe/Berlin', ['16 Nov', '18 Nov', '20 Nov', '22 Nov']],
    [
      '2026-10-23T12:00Z',
      '2026-11-22T12:00Z',
      'America/New_York',
      ['24 Oct', '31 Oct', '7 Nov', '14 Nov', '21 Nov'],
    ],
    [
      '2025-11-22T00:00Z',
      '2026-11-22T00:00Z',
      'UTC',
      ['22 Nov', '3 Feb', '17 Apr', '29 Jun', '10 Sept', '22 Nov'],
    ],
    // Berlin goes from 01:59 to 03:00 on 29 March, and from 02:59 back to 02:00 on 25 October.
    [
      '2026-03-28T23:00Z',
      '2026-03-29T03:00Z',
      'Europe/Berlin',
      ['29 Mar', '01:00', '03:00', '04:00', '05:00'],
    ],
    ['2026-10-24T22:00Z', '2026-10-25T02:30Z', 'Europe/Berlin', ['25 Oct', '01:00', '02:00', '03:00']],
    ['2026-11-22T12:00Z', '2026-11-22T12:00Z', 'UTC', ['12:00']],
  ])('from %s until %s in %s has %j', (from, until, zone, expected) => {
    expect(timeAxis(Date.parse(from), Date.parse(until), zone).map(({ label }) => label)).toEqual(expected);
  });

  it('stands at the days’ beginnings in the zone, also where a day has 25 hours', () => {
    const ticks = timeAxis(Date.parse('2026-10-22T22:00Z'), Date.parse('2026-10-27T23:00Z'), 'Europe/Berlin');
    expect(ticks.map(({ at }) => new Date(at).toISOString().slice(0, 16))).toEqual([
      '2026-10-22T22:00',
      '2026-10-24T22:00',
      '2026-10-26T23:00',
    ]);
  });

  it('refuses a zone that nobody knows', () => {
    expect(() => timeAxis(0, 1, 'Mars/Olympus')).toThrow(RangeError);
  });
});
