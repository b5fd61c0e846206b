import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { at, textAt } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/incident.ts';
import { failing, well } from './observations.ts';
import { ADA, BEA, startAlerts, type Scene } from './scene.ts';

const ESCALATE = [{ afterMs: 15 * MINUTE_MS, to: ['phone'], severities: ['critical'], labels: {} }] as const;
const labels = { host: 'pi.local' };

function fails(fingerprint: string, changes: Partial<Observation> = {}): Observation {
  return failing({ fingerprint, title: `${fingerprint} fails`, labels, ...changes });
}

function isWell(fingerprint: string): Observation {
  return well({ fingerprint, title: '', labels });
}

function cards(scene: Scene): number {
  return new Set(scene.accepted.map(({ card }) => card)).size;
}

async function bodyOf(scene: Scene): Promise<string> {
  return (await scene.shown())?.message.body ?? '';
}

describe('incidents of one probable cause', () => {
  it('share a card, which ends with the last of them', async () => {
    const scene = await startAlerts();
    const labels = { host: 'pi.local' };
    await scene.alerts.observe(failing({ fingerprint: 'a', title: 'A fails', labels }));
    await scene.alerts.observe(failing({ fingerprint: 'b', title: 'B fails', labels }));
    await scene.alerts.observe(failing({ fingerprint: 'c', title: 'C fails', labels, severity: 'critical' }));
    await scene.alerts.observe(well({ fingerprint: 'a', labels }));
    await scene.alerts.observe(well({ fingerprint: 'b', labels }));
    await scene.pass(MINUTE_MS);
    await scene.alerts.observe(well({ fingerprint: 'c', labels }));
    expect(scene.told()).toEqual([
      'opened: A fails',
      'joined: -',
      'worse: It got worse, now critical: C fails',
      'eased: -',
      'eased: -',
      'resolved: Resolved after 1 min: A fails and 2 more',
    ]);
    expect(new Set(scene.accepted.map(({ card }) => card)).size).toBe(1);
    const card = await scene.shown();
    expect(card).toMatchObject({ status: 'resolved', buttons: [{ label: 'Trace' }] });
  });

  it('call again where one is critical and what was so before is over', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(fails('b', { severity: 'critical' }));
    await scene.alerts.observe(isWell('b'));
    await scene.pass(12 * HOUR_MS);
    await scene.alerts.observe(fails('c', { severity: 'critical' }));
    expect(scene.told().at(-1)).toBe('worse: It got worse, now critical: c fails');
    expect(scene.accepted.at(-1)?.severity).toBe('critical');
  });

  it.each([
    ['muted', (scene: Scene, id: string) => scene.alerts.mute('b', HOUR_MS, null, BEA).then(() => id)],
    ['taken on', (scene: Scene, id: string) => scene.alerts.acknowledge(id, ADA).then(() => id)],
  ])('call about a critical one though another critical one is %s', async (_what, doIt) => {
    const scene = await startAlerts();
    const { incident } = await scene.alerts.observe(fails('b', { severity: 'critical' }));
    await doIt(scene, incident ?? '');
    await scene.alerts.observe(fails('c', { severity: 'info' }));
    await scene.alerts.observe(fails('d', { severity: 'critical' }));
    expect(scene.told().at(-1)).toBe('worse: It got worse, now critical: d fails');
    await scene.alerts.observe(fails('c', { severity: 'warning' }));
    expect(scene.told().at(-1)).toBe('seen-again: -');
  });

  it('keep their clocks where a mute of one of them ends', async () => {
    const scene = await startAlerts({ escalate: ESCALATE });
    await scene.alerts.observe(fails('a', { severity: 'critical' }));
    await scene.alerts.observe(fails('b'));
    await scene.alerts.mute('b', 10 * MINUTE_MS, null, ADA);
    await scene.pass(10 * MINUTE_MS);
    await scene.pass(5 * MINUTE_MS);
    expect(scene.accepted.at(-1)?.also).toEqual(['phone']);
  });

  it('are muted as a card while one of them is not muted for longer', async () => {
    const scene = await startAlerts();
    const { incident } = await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(fails('b'));
    await scene.alerts.mute('a', 8 * HOUR_MS, null, ADA);
    expect(await scene.alerts.mute(incident ?? '', HOUR_MS, null, BEA)).toMatchObject({ outcome: 'muted' });
    expect((await scene.shown())?.status).toBe('muted');
  });

  it('do not stay green where a muted one joins a card that was over', async () => {
    const scene = await startAlerts();
    const { incident } = await scene.alerts.observe(fails('a'));
    await scene.alerts.mute(incident ?? '', 8 * HOUR_MS, null, ADA);
    await scene.alerts.observe(isWell('a'));
    await scene.pass(HOUR_MS);
    await scene.alerts.observe(fails('b', { severity: 'critical' }));
    expect(scene.told().slice(-2)).toEqual(['resolved: -', 'muted: -']);
  });

  it('show what was seen of the one that fails, where the others ended before', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(isWell('a'));
    await scene.alerts.observe(fails('b', { evidence: 'ENOSPC' }));
    expect(await bodyOf(scene)).toBe('ENOSPC');
  });

  it('escalate when one that nobody took on has waited, not when the card has', async () => {
    const scene = await startAlerts({ escalate: ESCALATE });
    const { incident } = await scene.alerts.observe(fails('a', { severity: 'critical' }));
    await scene.pass(20 * MINUTE_MS);
    await scene.alerts.acknowledge(incident ?? '', ADA);
    await scene.pass(HOUR_MS);
    await scene.alerts.observe(fails('b', { severity: 'critical' }));
    await scene.pass(14 * MINUTE_MS);
    const escalated = () => scene.accepted.filter(({ type }) => type === 'incident.escalated').length;
    expect(escalated()).toBe(1);
    await scene.pass(MINUTE_MS);
    expect(escalated()).toBe(2);
  });

  it('use the card again that all of them left just now, and tell what is new', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(isWell('a'));
    await scene.pass(HOUR_MS);
    await scene.alerts.observe(fails('b'));
    await scene.alerts.observe(fails('a'));
    expect(scene.told().slice(2)).toEqual(['joined: Also failing now: b fails', 'joined: -']);
    expect(cards(scene)).toBe(1);
    await scene.pass(10 * MINUTE_MS);
    await scene.alerts.observe(isWell('a'));
    await scene.alerts.observe(isWell('b'));
    expect(scene.told().at(-1)).toMatch(/^resolved: Resolved after 1 h 10 min: a fails and 1 more$/);
  });

  it('keep from a channel what it must not see by having another card', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(fails('b', { except: ['ops'] }));
    expect(cards(scene)).toBe(2);
    expect(scene.accepted.map(({ except }) => except)).toEqual([[], ['ops']]);
  });

  it('have another card where they go to other channels', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(fails('b', { to: ['ops'] }));
    await scene.alerts.observe(fails('c', { to: ['ops', 'phone'] }));
    await scene.alerts.observe(fails('d', { to: ['ops'] }));
    expect(cards(scene)).toBe(3);
    expect(scene.accepted.map(({ only }) => only)).toEqual([undefined, ['ops'], ['ops', 'phone'], ['ops']]);
  });

  it('go where the newest observation of each says', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a', { to: ['ops'] }));
    await scene.alerts.observe(fails('b', { to: ['ops'] }));
    await scene.alerts.observe(fails('b', { to: ['phone'], severity: 'critical' }));
    expect(scene.accepted.at(-1)?.only).toEqual(['ops', 'phone']);
    await scene.alerts.observe(isWell('a'));
    await scene.restart();
    await scene.alerts.observe(isWell('b'));
    await scene.alerts.observe(fails('b', { severity: 'critical' }));
    expect(scene.accepted.slice(-2).map(({ only }) => only)).toEqual([['ops', 'phone'], undefined]);
  });

  it('are routed by the labels that all of them have', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(fails('a', { labels: { ...labels, env: 'test' } }));
    await scene.alerts.observe(fails('b'));
    expect(scene.accepted.map(({ data }) => at(data, 'labels'))).toEqual([
      { ...labels, env: 'test' },
      labels,
    ]);
  });

  it('say each by itself who took it on and who muted it', async () => {
    const scene = await startAlerts();
    const { incident } = await scene.alerts.observe(fails('a'));
    await scene.alerts.acknowledge(incident ?? '', ADA);
    await scene.alerts.observe(fails('b'));
    await scene.alerts.mute('b', HOUR_MS, 'known', BEA);
    expect(await bodyOf(scene)).toBe(
      '• a fails (warning, seen once, acknowledged by ada)\n• b fails (warning, seen once, muted by bea)',
    );
    expect((await scene.shown())?.message.facts).toEqual(
      expect.arrayContaining([
        { label: 'Acknowledged by', text: 'ada (1 of 2)' },
        { label: 'Muted by', text: 'bea: known (1 of 2)' },
      ]),
    );
  });

  it('say in a reminder what is taken on and what is not', async () => {
    const scene = await startAlerts();
    const { incident } = await scene.alerts.observe(fails('a'));
    await scene.alerts.acknowledge(incident ?? '', ADA);
    await scene.alerts.observe(fails('b'));
    await scene.pass(6 * HOUR_MS);
    expect(textAt(scene.accepted.at(-1)?.data ?? null, 'body')).toBe(
      'ada acknowledged 1 of 2; nobody the rest.',
    );
  });

  it('are found by the id of the card, also when the one that gave it is gone', async () => {
    const scene = await startAlerts();
    const { incident: first } = await scene.alerts.observe(fails('a'));
    await scene.alerts.observe(fails('b'));
    await scene.alerts.observe(isWell('a'));
    await scene.pass(5 * HOUR_MS);
    await scene.restart();
    expect(await scene.alerts.acknowledge(first ?? '', ADA)).toMatchObject({ outcome: 'acknowledged' });
    expect(await scene.alerts.mute(first ?? '', HOUR_MS, null, ADA)).toMatchObject({ outcome: 'muted' });
  });

  it('call again where one joins a card that somebody has taken on', async () => {
    const scene = await startAlerts();
    const labels = { provider: 'openai' };
    const { incident } = await scene.alerts.observe(failing({ fingerprint: 'a', labels }));
    await scene.alerts.acknowledge(incident ?? '', ADA);
    await scene.alerts.observe(failing({ fingerprint: 'b', title: 'B fails', labels }));
    expect(scene.told().at(-1)).toBe('joined: Also failing now: B fails');
  });
});
