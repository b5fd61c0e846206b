import { expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/duration.ts';
import { timeOfSpan } from '../../../src/ledger/traces/span-time.ts';

const NOW = Date.UTC(2026, 10, 28);

it.each([
  ['89 days ago', NOW - 89 * DAY_MS, true],
  ['90 days ago', NOW - 90 * DAY_MS, true],
  ['a millisecond more than 90 days ago', NOW - 90 * DAY_MS - 1, false],
  ['in 1970', 1, false],
])('takes a span of the last 90 days, as long as its id is remembered: %s', (_name, at, taken) => {
  const nanos = `${at}000000`;
  const time = timeOfSpan({ startTimeUnixNano: nanos, endTimeUnixNano: nanos }, NOW);
  expect(time).toEqual(taken ? { ok: true, value: { at, latencyMs: 0 } } : { ok: false, why: 'too-old' });
});
