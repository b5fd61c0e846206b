import { describe, expect, it } from 'vitest';
import { LONGEST_MUTE_MS } from '../../src/alerts/actions.ts';
import { MOST_SILENCES } from '../../src/alerts/memory.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import type { Fact } from '../../src/core/message.ts';
import { failing, well } from './observations.ts';
import { ADA, BEA, startAlerts, type Scene } from './scene.ts';

/** Where the fake clock begins. */
const scene0 = Date.UTC(2026, 10, 22);

async function withIncident(scene: Scene, changes: Parameters<typeof failing>[0] = {}): Promise<string> {
  const { incident } = await scene.alerts.observe(failing(changes));
  return incident ?? '';
}

async function factsOf(scene: Scene): Promise<readonly Fact[]> {
  return (await scene.shown())?.message.facts ?? [];
}

async function buttonsOf(scene: Scene): Promise<readonly string[]> {
  return ((await scene.shown())?.buttons ?? []).map(({ action }) => action);
}

describe('to acknowledge', () => {
  it('says who on the card, calls nobody, and stops what would come within the day', async () => {
    const scene = await startAlerts({
      escalate: [{ afterMs: 15 * MINUTE_MS, to: ['phone'], severities: ['critical'], labels: {} }],
    });
    const id = await withIncident(scene, { severity: 'critical' });
    expect(await scene.alerts.acknowledge(id, ADA)).toMatchObject({ outcome: 'acknowledged' });
    expect(await factsOf(scene)).toContainEqual({ label: 'Acknowledged by', text: 'ada' });
    expect(await buttonsOf(scene)).toEqual([`mute ${id} 1h`, `trace ${id}`]);
    await scene.pass(DAY_MS - 1);
    expect(scene.told()).toEqual(['opened: The shop does not answer', 'acknowledged: -']);
    await scene.pass(1);
    expect(scene.told().at(-1)).toBe('still: Still failing after 1 d: The shop does not answer');
  });

  it('by two at once is no error: the second hears who was first', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    const both = await Promise.all([scene.alerts.acknowledge(id, ADA), scene.alerts.acknowledge(id, BEA)]);
    expect(both).toMatchObject([
      { outcome: 'acknowledged', incident: { acknowledged: { by: 'ada' } } },
      { outcome: 'already', incident: { acknowledged: { by: 'ada' } } },
    ]);
  });

  it('what is over, also long over, says so; and nothing is what has no such id', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    await scene.alerts.observe(well());
    expect(await scene.alerts.acknowledge(id, ADA)).toMatchObject({ outcome: 'over', incident: { id } });
    await scene.pass(3 * DAY_MS);
    await scene.restart();
    expect(await scene.alerts.acknowledge(id, ADA)).toMatchObject({ outcome: 'over', incident: { id } });
    expect(await scene.alerts.acknowledge('0000000000000', ADA)).toEqual({ outcome: 'unknown' });
    expect(await scene.alerts.acknowledge('nonsense', ADA)).toEqual({ outcome: 'unknown' });
  });

  it('is undone by the end: what comes back is news', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    await scene.alerts.acknowledge(id, ADA);
    await scene.alerts.observe(well());
    await scene.alerts.observe(failing());
    expect(scene.told().at(-1)).toBe('came-back: Again: The shop does not answer');
    expect((await scene.shown())?.status).toBe('firing');
  });
});

describe('to mute', () => {
  it('an incident holds back all that would be heard, ends by itself, and tells that it still fails', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    expect(await scene.alerts.mute(id, HOUR_MS, 'moving it', ADA)).toMatchObject({
      outcome: 'muted',
      covers: [{ id, state: 'muted' }],
    });
    expect(await factsOf(scene)).toContainEqual({ label: 'Muted by', text: 'ada: moving it' });
    await scene.alerts.observe(failing({ severity: 'critical' }));
    await scene.pass(HOUR_MS - 1);
    expect(scene.told().slice(1)).toEqual(['muted: -']);
    await scene.pass(1);
    expect(scene.told().at(-1)).toBe(
      'unmuted: The mute is over and it is still open: The shop does not answer',
    );
    expect(await scene.store.silences()).toEqual([]);
  });

  it('what comes: it opens unheard, is shown when the mute ends, and never where it was over before', async () => {
    const scene = await startAlerts();
    expect(await scene.alerts.mute('host=pi', HOUR_MS, null, ADA)).toMatchObject({ covers: [] });
    await withIncident(scene, { labels: { host: 'pi' } });
    await withIncident(scene, { fingerprint: 'b', labels: { host: 'pi', provider: 'x' } });
    await scene.alerts.observe(well({ labels: { host: 'pi' } }));
    expect(scene.told()).toEqual([]);
    await scene.pass(HOUR_MS);
    expect(scene.told()).toEqual(['opened: The shop does not answer']);
    const muted = (await scene.store.incidents({ open: false, limit: 9 })).map(({ state }) => state);
    expect(muted.toSorted()).toEqual(['firing', 'resolved']);
  });

  it('a card is over with it: its end is shown without a word', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    await scene.alerts.mute(id, HOUR_MS, null, ADA);
    await scene.alerts.observe(well());
    expect(scene.told().at(-1)).toBe('resolved: -');
    expect(await scene.alerts.mute(id, HOUR_MS, null, ADA)).toMatchObject({ outcome: 'over' });
  });

  it('takes no longer than 30 days, no empty target and no more than its bound', async () => {
    const scene = await startAlerts();
    expect(await scene.alerts.mute('shop', LONGEST_MUTE_MS + 1, null, ADA)).toMatchObject({
      outcome: 'too-long',
    });
    expect(await scene.alerts.mute('  ', HOUR_MS, null, ADA)).toEqual({ outcome: 'bad-target' });
    expect(await scene.alerts.mute('a\nb', HOUR_MS, null, ADA)).toEqual({ outcome: 'bad-target' });
    expect(await scene.alerts.mute('0000000000000', HOUR_MS, null, ADA)).toEqual({ outcome: 'unknown' });
    for (let i = 0; i < MOST_SILENCES; i++) await scene.alerts.mute(`t${i}`, HOUR_MS, null, ADA);
    expect(await scene.alerts.mute('one-more', HOUR_MS, null, ADA)).toEqual({ outcome: 'too-many' });
    expect(await scene.alerts.mute('t1', 2 * HOUR_MS, null, ADA)).toMatchObject({ outcome: 'muted' });
  });

  it('is ended by its target or by an id of its card; what is not muted hears what is', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    await scene.alerts.mute(id, HOUR_MS, null, ADA);
    expect(await scene.alerts.unmute('shop', BEA)).toEqual({ outcome: 'none', targets: [id], muted: null });
    expect(await scene.alerts.unmute(id, BEA)).toMatchObject({ outcome: 'unmuted' });
    expect(scene.told().at(-1)).toBe('unmuted: -');
    expect((await scene.shown())?.status).toBe('firing');
  });
});

describe('a mute', () => {
  it('is not shortened by a late press, and says what mutes', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene, { labels: { host: 'pi' } });
    await scene.alerts.mute('host=pi', 3 * DAY_MS, null, ADA);
    expect(await scene.alerts.mute(id, HOUR_MS, null, BEA)).toMatchObject({
      outcome: 'already-muted',
      mute: { by: 'ada', target: 'host=pi' },
    });
    expect(await scene.alerts.mute('shop', HOUR_MS, null, BEA)).toMatchObject({ covers: [{ id }] });
    expect(await scene.alerts.unmute('shop', BEA)).toMatchObject({
      still: [{ id, muted: { target: 'host=pi' } }],
    });
    expect(await scene.alerts.unmute(id, BEA)).toMatchObject({ outcome: 'none', muted: { id } });
  });

  it('of a card lasts until its time, also where that ended and came back meanwhile, and hides no failure', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    await scene.alerts.observe(well());
    await scene.alerts.observe(failing());
    await scene.alerts.mute(id, HOUR_MS, null, ADA);
    await scene.alerts.observe(well());
    await scene.alerts.observe(failing());
    expect(scene.told().slice(-2)).toEqual(['resolved: -', 'muted: -']);
    expect((await scene.shown())?.status).toBe('muted');
    await scene.pass(HOUR_MS);
    expect(scene.told().at(-1)).toMatch(/^unmuted: The mute is over/);
  });

  it('that the configuration has no more ends at the next start, and what it hid is called out', async () => {
    const scene = await startAlerts({
      maintenance: [
        { name: 'move', labels: {}, when: { kind: 'once', from: scene0, until: scene0 + DAY_MS } },
      ],
    });
    await withIncident(scene);
    expect(scene.told()).toEqual([]);
    await scene.restart(() => Promise.resolve(), { maintenance: [] });
    expect(scene.told()).toEqual(['opened: The shop does not answer']);
  });

  it('that somebody ends calls out what nobody has heard of', async () => {
    const scene = await startAlerts();
    const labels = { host: 'pi' };
    await withIncident(scene, { labels });
    await scene.alerts.mute('http:b', HOUR_MS, null, ADA);
    const { incident } = await scene.alerts.observe(failing({ fingerprint: 'http:b', title: 'B', labels }));
    await scene.alerts.unmute('http:b', ADA);
    expect(scene.told().at(-1)).toBe('unmuted: The mute is over and it is still open: B');
    const { notes = [] } = (await scene.store.incident(incident ?? '')) ?? {};
    expect(notes.at(-1)).toMatchObject({ step: 'told', reason: 'mute-ended-early' });
  });

  it('that ends over what somebody took on changes the card and calls nobody', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    await scene.alerts.acknowledge(id, ADA);
    await scene.alerts.mute('shop', HOUR_MS, null, BEA);
    await scene.pass(HOUR_MS);
    expect(scene.told().at(-1)).toBe('unmuted: -');
    expect((await scene.shown())?.status).toBe('acknowledged');
  });

  it.each([
    ['shop', 'unmute shop'],
    ['host=pi', 'unmute host=pi'],
    [`http:${'x'.repeat(80)}*`, null],
  ])('of %s can be ended by a button, where its target fits into one', async (target, action) => {
    const scene = await startAlerts();
    await withIncident(scene, {
      fingerprint: `http:${'x'.repeat(80)}`,
      labels: { host: 'pi', name: 'shop' },
    });
    await scene.alerts.mute(target, HOUR_MS, null, ADA);
    expect((await scene.shown())?.status).toBe('muted');
    expect(await buttonsOf(scene)).toEqual([
      expect.stringMatching(/^ack /),
      ...(action === null ? [] : [action]),
      expect.stringMatching(/^trace /),
    ]);
  });

  it('has a reason on one line and without a secret', async () => {
    const scene = await startAlerts();
    await scene.alerts.mute('HOST=pi', HOUR_MS, 'hunter2\n\u001b[2Jx', ADA);
    expect(await scene.store.silences()).toMatchObject([{ target: 'host=pi', reason: '[redacted] [2Jx' }]);
  });
});

describe('maintenance', () => {
  it('mutes what is open already: nothing of it is heard until its end', async () => {
    const scene = await startAlerts({
      maintenance: [
        {
          name: 'move',
          labels: {},
          when: { kind: 'once', from: scene0 + HOUR_MS / 2, until: scene0 + 3 * HOUR_MS },
        },
      ],
    });
    const id = await withIncident(scene);
    await scene.pass(2 * HOUR_MS);
    await scene.alerts.observe(failing({ severity: 'critical' }));
    expect(scene.told()).toEqual(['opened: The shop does not answer']);
    expect(await scene.alerts.unmute('move', ADA)).toMatchObject({ outcome: 'none', muted: { id } });
    await scene.pass(HOUR_MS);
    expect(scene.told().at(-1)).toMatch(/^unmuted: The mute is over/);
  });

  it('is a mute by configuration: what fails in it is told when it is over, if it still fails', async () => {
    const scene = await startAlerts({
      maintenance: [
        {
          name: 'backup',
          labels: { host: 'pi' },
          when: { kind: 'cron', schedule: '0 3 * * *', lastsMs: HOUR_MS },
        },
      ],
    });
    await scene.pass(3 * HOUR_MS + MINUTE_MS);
    await withIncident(scene, { labels: { host: 'pi' } });
    await withIncident(scene, { fingerprint: 'other', title: 'Other' });
    expect(scene.told()).toEqual(['opened: Other']);
    await scene.pass(59 * MINUTE_MS);
    expect(scene.told()).toContain('opened: The shop does not answer');
  });
});

describe('escalation', () => {
  const escalate = [
    { afterMs: 15 * MINUTE_MS, to: ['phone'], severities: ['critical'], labels: {} },
    { afterMs: 30 * MINUTE_MS, to: ['boss'], severities: ['critical'], labels: { host: 'pi' } },
  ] as const;

  it('goes to further channels, once each, where nobody acknowledged in time', async () => {
    const scene = await startAlerts({ escalate });
    await withIncident(scene, { severity: 'critical', labels: { host: 'pi' } });
    await withIncident(scene, { fingerprint: 'b', title: 'Mild' });
    await scene.pass(14 * MINUTE_MS);
    expect(scene.accepted.flatMap(({ also }) => also)).toEqual([]);
    for (let i = 0; i < 40; i++) await scene.pass(MINUTE_MS);
    const escalated = scene.accepted.filter(({ type }) => type === 'incident.escalated');
    expect(escalated.map(({ also }) => also)).toEqual([['phone'], ['boss']]);
    expect(await factsOf(scene)).toContainEqual({
      label: 'Escalated',
      text: 'to phone after 15 min; to boss after 30 min',
    });
    expect(scene.told()).toContain(
      'escalated: Nobody has acknowledged it for 15 min: The shop does not answer',
    );
  });

  it('that came due while nobody ran is made up for at the start', async () => {
    const scene = await startAlerts({ escalate });
    await withIncident(scene, { severity: 'critical' });
    scene.alerts.stop();
    scene.clock.advance(20 * MINUTE_MS);
    await scene.restart();
    expect(scene.accepted.at(-1)?.also).toEqual(['phone']);
  });
});
