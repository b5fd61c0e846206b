import { describe, expect, it } from 'vitest';
import { COME_BACK_MS, decide, MOST_RECENT } from '../../src/alerts/decide.ts';
import type { Incident, ObservationPolicy } from '../../src/core/incident.ts';
import { AT_ONCE, incident } from './observations.ts';

const TWO_OF_THREE: ObservationPolicy = { ...AT_ONCE, fire: { n: 2, of: 3 }, resolve: { n: 2, of: 3 } };
const NOW = 100 * COME_BACK_MS;
const over = (agoMs: number): Incident => incident({ state: 'resolved', resolvedAt: NOW - agoMs });

/** Results as letters: `F` failing, `o` good. */
function results(text: string): readonly boolean[] {
  return Array.from(text, (letter) => letter === 'o');
}

describe('an observation', () => {
  it.each<[string, string, Incident | null, boolean, ObservationPolicy, string, string]>([
    ['good, of what was well', '', null, true, AT_ONCE, 'none', 'healthy'],
    ['failing once where that is enough', '', null, false, AT_ONCE, 'open', 'threshold-reached'],
    ['failing once of three', '', null, false, TWO_OF_THREE, 'note', 'below-threshold'],
    ['failing twice of three', 'Fo', null, false, TWO_OF_THREE, 'open', 'threshold-reached'],
    [
      'failing after the first failure has left the window',
      'Foo',
      null,
      false,
      TWO_OF_THREE,
      'note',
      'below-threshold',
    ],
    [
      'good, of what is open, where more are asked for',
      '',
      incident(),
      true,
      TWO_OF_THREE,
      'note',
      'recovering',
    ],
    ['good for the second time of three', 'oF', incident(), true, TWO_OF_THREE, 'resolve', 'recovered'],
    ['failing, of what is open', '', incident(), false, AT_ONCE, 'note', 'still-failing'],
    ['good, of what is over', '', over(5), true, AT_ONCE, 'none', 'over-already'],
    [
      'failing soon after it was over',
      '',
      over(COME_BACK_MS - 1),
      false,
      AT_ONCE,
      'come-back',
      'failing-again-soon',
    ],
    ['failing long after it was over', '', over(COME_BACK_MS), false, AT_ONCE, 'open', 'threshold-reached'],
    [
      'good, of what flaps and failed just now',
      '',
      incident({ comebacks: 2, lastSeenAt: NOW - COME_BACK_MS + 1 }),
      true,
      AT_ONCE,
      'note',
      'flapping',
    ],
    [
      'good, of what flapped and was well for long',
      '',
      incident({ comebacks: 2, lastSeenAt: NOW - COME_BACK_MS }),
      true,
      AT_ONCE,
      'resolve',
      'recovered',
    ],
  ])('%s', (_what, recent, known, ok, policy, action, reason) => {
    const decision = decide(
      { recent: results(recent), incident: known },
      { ok, severity: 'warning' },
      policy,
      NOW,
    );
    expect([decision.action, decision.reason]).toEqual([action, reason]);
  });

  it.each([
    ['critical', 'warning', 'worsen'],
    ['warning', 'warning', 'note'],
    ['info', 'warning', 'note'],
  ] as const)('of %s on an incident of %s is %s', (severity, before, action) => {
    const known = incident({ severity: before });
    expect(decide({ recent: [], incident: known }, { ok: false, severity }, AT_ONCE, NOW)).toMatchObject({
      action,
    });
  });

  it('leaves an empty window where it opened or ended something, so that neither counts against the other', () => {
    const opened = decide(
      { recent: results('F'), incident: null },
      { ok: false, severity: 'info' },
      TWO_OF_THREE,
      0,
    );
    expect(opened).toMatchObject({ action: 'open', recent: [] });
  });

  it('remembers nothing of what is well, and never more than its bound', () => {
    const well = decide(
      { recent: results('oo'), incident: null },
      { ok: true, severity: 'info' },
      TWO_OF_THREE,
      0,
    );
    expect(well.recent).toEqual([]);
    const greedy = { ...AT_ONCE, fire: { n: 5_000, of: 5_000 } };
    let recent: readonly boolean[] = [];
    for (let i = 0; i < 100; i++) {
      ({ recent } = decide({ recent, incident: null }, { ok: false, severity: 'info' }, greedy, 0));
    }
    expect(recent).toHaveLength(MOST_RECENT);
  });
});
