import { describe, expect, it } from 'vitest';
import { inZone, spanOf } from '../../../src/ledger/invoice/span.ts';

function isoOf(span: ReturnType<typeof spanOf>) {
  return span === null ? null : [span.from, span.until].map((at) => new Date(at).toISOString());
}

describe('a span', () => {
  it.each([
    [{ month: '2026-10' }, 'UTC', ['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z']],
    // Summer time ends within it.
    [{ month: '2026-10' }, 'Europe/Berlin', ['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']],
    [{ month: '2026-12' }, 'UTC', ['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']],
    [
      { since: '2026-02-27', until: '2026-03-01' },
      'UTC',
      ['2026-02-27T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ],
    [{ month: '2026-13' }, 'UTC', null],
    [{ month: 'October' }, 'UTC', null],
    [{ since: '2026-02-30', until: '2026-03-01' }, 'UTC', null],
    [{ since: '2026-03-01', until: '2026-03-01' }, 'UTC', null],
  ] as const)('%o in %s is %o', (asked, zone, expected) => {
    expect(isoOf(spanOf(asked, zone))).toEqual(expected);
  });

  it('of a UTC day’s beginning is where that date begins elsewhere', () => {
    expect(inZone(Date.UTC(2026, 9, 1), 'Europe/Berlin')).toBe(Date.UTC(2026, 8, 30, 22));
    expect(inZone(Date.UTC(2026, 9, 1), 'America/Los_Angeles')).toBe(Date.UTC(2026, 9, 1, 7));
    expect(inZone(Date.UTC(2026, 8, 30, 22), 'Asia/Tokyo')).toBe(Date.UTC(2026, 8, 30, 22));
  });
});
