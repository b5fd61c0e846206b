import { describe, expect, it } from 'vitest';
import { eventIdOf, incidentIdOf } from '../../src/core/ids.ts';
import { incidentDetail, incidentView, silenceView } from '../../src/core/incident-views.ts';
import { incidentWith, NOW, noteWith, resolvedWith, silenceWith } from '../storage/stores.ts';

const [FIRST, SECOND] = [incidentIdOf(eventIdOf(1n)), incidentIdOf(eventIdOf(2n))];

function at(ms: number): string {
  return new Date(NOW + ms).toISOString();
}

describe('an incident as programs see it', () => {
  it('has times in ISO 8601, and nothing where nothing is known', () => {
    const incident = incidentWith({ id: SECOND, card: FIRST, labels: { host: 'pi' } });
    expect(incidentView(incident)).toEqual({
      id: SECOND,
      fingerprint: 'channel:ops',
      state: 'firing',
      severity: 'warning',
      title: 'ops does not answer',
      startedAt: at(0),
      resolvedAt: null,
      observations: 1,
      acknowledgedBy: null,
      cause: null,
      notifications: 0,
      acknowledgedAt: null,
      mutedUntil: null,
      mutedBy: null,
      mutedTarget: null,
      lastSeenAt: at(0),
      next: null,
      evidence: '503',
      labels: { host: 'pi' },
      card: FIRST,
      traceId: '0123456789abcdef0123456789abcdef',
    });
  });

  it('says who acknowledged and muted it, and when it was over', () => {
    const incident = resolvedWith(NOW + 5, {
      acknowledged: { by: 'ada', at: NOW + 1 },
      muted: { until: NOW + 9, by: 'bob', reason: 'known', target: 'host=pi' },
    });
    expect(incidentView(incident)).toMatchObject({
      state: 'resolved',
      resolvedAt: at(5),
      acknowledgedBy: 'ada',
      acknowledgedAt: at(1),
      mutedBy: 'bob',
      mutedTarget: 'host=pi',
      mutedUntil: at(9),
    });
  });

  it('has its history, its card and its messages in its detail', () => {
    const incident = incidentWith({ id: FIRST });
    const other = incidentWith({ id: SECOND, card: FIRST });
    const delivery = {
      channel: 'ops',
      route: 'all',
      state: 'delivered' as const,
      attempts: 1,
      messageId: '4711',
      triedAt: NOW,
      endedAt: NOW + 3,
      reason: null,
      failures: [],
    };
    const detail = incidentDetail({
      incident,
      onCard: [incident, other],
      notes: [noteWith({ incident: FIRST, at: NOW, lastAt: NOW + 7, count: 2, detail: 'twice' })],
      deliveries: [{ at: NOW + 2, change: 'opened', delivery }],
    });
    expect(detail).toMatchObject(incidentView(incident));
    expect(detail.onCard).toEqual([incidentView(incident), incidentView(other)]);
    expect(detail.history).toEqual([
      { at: at(0), lastAt: at(7), count: 2, step: 'observed', reason: 'failing', detail: 'twice' },
    ]);
    expect(detail.messages).toEqual([
      { at: at(2), change: 'opened', channel: 'ops', state: 'delivered', messageId: '4711' },
    ]);
  });

  it('shows a mute with its end', () => {
    expect(silenceView(silenceWith({ reason: 'known' }))).toEqual({
      target: 'channel:ops',
      until: at(1_000),
      by: 'ada',
      reason: 'known',
    });
  });
});
