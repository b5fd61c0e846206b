import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createSlots } from '../../src/probes/due.ts';
import { createSchedule, jitterMs } from '../../src/probes/schedule.ts';

const NOON = Date.parse('2026-11-28T12:00:00Z');
const hourly = createSchedule('0 * * * *', 'UTC');
const JITTER = jitterMs('pong', HOUR_MS);
const slots = (lastSlot: number | null, startedAt: number) =>
  createSlots('pong', hourly, lastSlot, startedAt);

describe('the slots of a probe', () => {
  it('wait for the next one where it never ran: what passed before is nobody’s', () => {
    expect(slots(null, NOON + 10 * MINUTE_MS).due(NOON + 10 * MINUTE_MS)).toMatchObject({ kind: 'wait' });
  });

  it('are told once each, after their jitter', () => {
    const of = slots(NOON, NOON);
    expect(of.due(NOON + HOUR_MS + JITTER - 1)).toMatchObject({ kind: 'wait' });
    expect(of.due(NOON + HOUR_MS + JITTER)).toEqual({ kind: 'slot', slot: NOON + HOUR_MS, missed: 0 });
    expect(of.due(NOON + HOUR_MS + JITTER)).toMatchObject({ kind: 'wait' });
    expect(of.nextAt(NOON + HOUR_MS + JITTER)).toBe(NOON + 2 * HOUR_MS + JITTER);
  });

  it('make one run of all that a restart missed, and none of what was begun before', () => {
    const later = NOON + 5 * HOUR_MS + 20 * MINUTE_MS;
    expect(slots(NOON, later).due(later)).toEqual({ kind: 'slot', slot: NOON + 5 * HOUR_MS, missed: 4 });
    expect(slots(NOON + 5 * HOUR_MS, later).due(later)).toMatchObject({ kind: 'wait' });
  });

  it('make one run of all that a sleep of the machine missed', () => {
    const of = slots(NOON, NOON);
    expect(of.due(NOON + 8 * HOUR_MS + JITTER)).toEqual({
      kind: 'slot',
      slot: NOON + 8 * HOUR_MS,
      missed: 7,
    });
  });

  it('look at the clock every 5 minutes, so that a sleep is noticed', () => {
    expect(slots(NOON, NOON).due(NOON)).toEqual({ kind: 'wait', ms: 5 * MINUTE_MS });
  });

  it('go on where the clock is set back a day', () => {
    const of = slots(NOON, NOON);
    of.due(NOON + MINUTE_MS);
    const back = NOON - DAY_MS;
    expect(of.due(back)).toMatchObject({ kind: 'wait' });
    expect(of.due(back + HOUR_MS + JITTER)).toEqual({ kind: 'slot', slot: back + HOUR_MS, missed: 0 });
  });

  it('are not told again after a start by a clock that was behind', () => {
    const behind = NOON - 43 * MINUTE_MS;
    const of = slots(NOON, behind);
    expect(of.due(behind)).toMatchObject({ kind: 'wait' });
    const right = NOON + 21 * MINUTE_MS;
    expect(of.due(right)).toMatchObject({ kind: 'wait' });
    expect(of.due(right)).toMatchObject({ kind: 'wait' });
    expect(of.due(NOON + HOUR_MS + JITTER)).toEqual({ kind: 'slot', slot: NOON + HOUR_MS, missed: 0 });
  });

  it('wait where the next one is years away', () => {
    const never = createSlots('pong', createSchedule('0 0 29 2 *', 'UTC'), null, NOON);
    expect(never.due(NOON)).toEqual({ kind: 'wait', ms: DAY_MS / 2 });
    expect(never.nextAt(NOON)).toBeNull();
  });
});
