import { expect, it } from 'vitest';
import { sayMoment } from '../../src/core/say-moment.ts';

const at = (text: string, zone: string) =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;

it.each([
  ['2026-11-24T14:20', 'today at 14:20'],
  ['2026-11-24T00:00', 'today at 00:00'],
  ['2026-11-25T00:05', 'on Wednesday at 00:05'],
  ['2026-11-25T00:00', 'on Wednesday'],
  ['2026-11-30T23:59', 'on Monday at 23:59'],
  ['2026-12-01T00:00', 'on 1 December'],
  ['2026-12-01T06:00', 'on 1 December at 06:00'],
  ['2026-11-23T23:59', 'on 23 November at 23:59'],
])('says %s as "%s" at noon of Tuesday, 24 November', (moment, expected) => {
  for (const zone of ['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Kiritimati']) {
    expect(sayMoment(at(moment, zone), at('2026-11-24T12:00', zone), zone)).toBe(expected);
  }
});

it('says that there is no such zone', () => {
  expect(() => sayMoment(0, 0, 'Europe/Nowhere')).toThrow(RangeError);
});
