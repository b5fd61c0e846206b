import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { NOTHING_MEASURED, type ProbeOutcome, type UnmeasuredReason } from '../../src/core/probe.ts';
import { afterRun } from '../../src/probes/after-run.ts';

const AT = Date.parse('2026-11-28T12:00:00Z');
const NOTHING = { owed: 0, holdUntil: null };
const measured: ProbeOutcome = { verdict: 'fail', measured: NOTHING_MEASURED, assertions: [], findings: [] };
const unmeasured = (reason: UnmeasuredReason, retryAfterMs: number | null = null): ProbeOutcome => ({
  verdict: 'unmeasured',
  reason,
  detail: '',
  retryAfterMs,
});
const after = (
  owed: number,
  trigger: 'schedule' | 'confirm' | 'hand',
  confirm: boolean,
  outcome: ProbeOutcome,
  tookMs = 2 * SECOND_MS,
) => afterRun({ owed, holdUntil: null }, { trigger, confirm, outcome, at: AT }, AT + tookMs);

describe('what a run leaves to be done', () => {
  it.each([
    ['nothing, where nothing is new', after(0, 'schedule', false, measured), NOTHING],
    [
      'three confirmations, 30 s apart',
      after(0, 'schedule', true, measured),
      { owed: 3, holdUntil: AT + 30_000 },
    ],
    ['the same after a run by hand', after(0, 'hand', true, measured), { owed: 3, holdUntil: AT + 30_000 }],
    ['the rest of them', after(2, 'confirm', true, measured), { owed: 2, holdUntil: AT + 30_000 }],
    ['nothing once it is decided', after(2, 'confirm', false, measured), NOTHING],
    ['nothing after the last of them', after(0, 'confirm', true, measured), NOTHING],
    [
      'a pause after a slow run',
      after(0, 'schedule', true, measured, MINUTE_MS),
      { owed: 3, holdUntil: AT + MINUTE_MS + 5_000 },
    ],
    [
      'no confirmation of what passes by itself',
      after(0, 'schedule', false, unmeasured('overloaded')),
      NOTHING,
    ],
    [
      'a hold as long as the other side asks for',
      after(0, 'schedule', false, unmeasured('rate-limited', 90_000)),
      { owed: 0, holdUntil: AT + 2_000 + 90_000 },
    ],
    [
      'a hold for confirmations, too',
      after(2, 'confirm', false, unmeasured('rate-limited', 90_000)),
      { owed: 2, holdUntil: AT + 2_000 + 90_000 },
    ],
    [
      'two more tries where our own program was late',
      after(0, 'schedule', false, unmeasured('event-loop-late')),
      { owed: 2, holdUntil: AT + 30_000 },
    ],
    ['and no more than those', after(0, 'confirm', false, unmeasured('event-loop-late')), NOTHING],
    [
      'confirmation that somebody has to do something',
      after(0, 'schedule', true, unmeasured('unauthorized')),
      { owed: 3, holdUntil: AT + 30_000 },
    ],
  ])('%s', (_, left, expected) => {
    expect(left).toEqual(expected);
  });
});
