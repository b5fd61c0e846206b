import { describe, expect, it } from 'vitest';
import { MOST_INCIDENTS } from '../../src/alerts/memory.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { failing, well } from './observations.ts';
import { startAlerts } from './scene.ts';

describe('an incident', () => {
  it('opens a card, is counted on it, and ends with how long it lasted', async () => {
    const scene = await startAlerts();
    expect(await scene.alerts.observe(failing())).toMatchObject({ action: 'open' });
    await scene.pass(10 * MINUTE_MS);
    for (let i = 0; i < 4; i++) await scene.alerts.observe(failing());
    await scene.pass(2 * MINUTE_MS);
    expect(await scene.alerts.observe(well({ title: '' }))).toMatchObject({ action: 'resolve' });
    expect(scene.told()).toEqual([
      'opened: The shop does not answer',
      'seen-again: -',
      'seen-again: -',
      'resolved: Resolved after 12 min: The shop does not answer',
    ]);
    const [incident] = await scene.store.incidents({ open: false, limit: 10 });
    expect(incident).toMatchObject({ state: 'resolved', observations: 5, notifications: 2 });
  });

  it('says why it did not call for each observation that it did not call for', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing());
    for (let i = 0; i < 9; i++) await scene.alerts.observe(failing());
    const [incident] = await scene.store.incidents({ open: true, limit: 10 });
    const { notes = [] } = (await scene.store.incident(incident?.id ?? '')) ?? {};
    expect(notes.map(({ step, reason, count }) => [step, reason, count])).toEqual([
      ['open', 'threshold-reached', 1],
      ['told', 'new', 1],
      ['suppressed', 'already-told', 9],
    ]);
  });

  it('calls again when it gets worse, and when it fails again soon after its end', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing());
    await scene.alerts.observe(failing({ severity: 'critical' }));
    await scene.alerts.observe(well());
    await scene.pass(HOUR_MS);
    await scene.alerts.observe(failing());
    expect(scene.told().slice(1)).toEqual([
      'worse: It got worse, now critical: The shop does not answer',
      'resolved: The shop answers again',
      'came-back: Again: The shop does not answer',
    ]);
    expect(await scene.store.incidents({ open: false, limit: 10 })).toHaveLength(1);
  });

  it('that gets worse is news to who took it on: it is reminded of and escalates', async () => {
    const escalate = [
      { afterMs: 15 * MINUTE_MS, to: ['phone'], severities: ['critical'], labels: {} },
    ] as const;
    const scene = await startAlerts({ escalate });
    const { incident } = await scene.alerts.observe(failing());
    await scene.alerts.acknowledge(incident ?? '', { name: 'ada', via: 'telegram' });
    await scene.pass(HOUR_MS);
    await scene.alerts.observe(failing({ severity: 'critical' }));
    await scene.pass(15 * MINUTE_MS);
    expect(scene.accepted.at(-1)?.also).toEqual(['phone']);
  });

  it('that ended by itself opens anew by its threshold only', async () => {
    const scene = await startAlerts();
    const policy = { ...failing().policy, fire: { n: 2, of: 3 }, quietMs: HOUR_MS };
    for (let i = 0; i < 4; i++) await scene.alerts.observe(failing({ policy }));
    await scene.pass(HOUR_MS);
    expect(await scene.alerts.observe(failing({ policy }))).toMatchObject({ reason: 'below-threshold' });
  });

  it('of two of one thing, the open one counts, whatever a clock did that was set back', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing());
    await scene.alerts.observe(well());
    const [ended] = await scene.store.incidents({ open: false, limit: 1 });
    if (ended === undefined) throw new Error('there is none');
    await scene.store.keepAlerts({ incidents: [{ ...ended, startedAt: ended.startedAt + DAY_MS }] });
    await scene.pass(3 * HOUR_MS);
    await scene.alerts.observe(failing());
    await scene.restart();
    expect(await scene.alerts.observe(well())).toMatchObject({ action: 'resolve' });
  });

  it('that flaps calls no more, stays open, and is over when it was well for two hours', async () => {
    const scene = await startAlerts();
    for (let i = 0; i < 50; i++) {
      await scene.alerts.observe(failing());
      await scene.pass(5 * MINUTE_MS);
      await scene.alerts.observe(well());
      await scene.pass(5 * MINUTE_MS);
    }
    const calls = scene.told().filter((line) => !line.endsWith(': -'));
    // Opened, over, again, over, and from then on reminders only.
    expect(calls.slice(0, 4).map((line) => line.split(':')[0])).toEqual([
      'opened',
      'resolved',
      'came-back',
      'resolved',
    ]);
    expect(calls.slice(4).every((line) => line.startsWith('still'))).toBe(true);
    expect(calls.length).toBeLessThanOrEqual(7);
    expect(await scene.store.incidents({ open: true, limit: 10 })).toHaveLength(1);
    // Without another look: who reports an end once only has done so.
    await scene.pass(2 * HOUR_MS);
    expect(await scene.store.incidents({ open: true, limit: 10 })).toHaveLength(0);
    const [incident] = await scene.store.incidents({ open: false, limit: 10 });
    const { notes = [] } = (await scene.store.incident(incident?.id ?? '')) ?? {};
    expect(notes).toContainEqual(expect.objectContaining({ step: 'suppressed', reason: 'flapping' }));
    expect(await scene.shown()).toMatchObject({ status: 'resolved', message: { body: '' } });
  });

  it('is reminded of after 1 h, 6 h and daily, and once only of what came due while nobody ran', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing({ severity: 'critical' }));
    const at: number[] = [];
    for (let hour = 1; hour <= 72; hour++) {
      await scene.pass(HOUR_MS);
      if (scene.told().at(-1)?.startsWith('still') === true && scene.told().length > at.length + 1)
        at.push(hour);
    }
    expect(at).toEqual([1, 6, 24, 48, 72]);
    scene.clock.advance(0);
    scene.alerts.stop();
    scene.clock.advance(10 * DAY_MS);
    const before = scene.told().length;
    await scene.restart();
    expect(scene.told().length).toBe(before + 1);
    expect(scene.told().at(-1)).toBe('still: Still failing after 13 d: The shop does not answer');
  });

  it('is not reminded of where something else has just called about it', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing());
    await scene.pass(50 * MINUTE_MS);
    await scene.alerts.observe(failing({ severity: 'critical' }));
    await scene.pass(5 * HOUR_MS);
    expect(scene.told().map((line) => line.split(':')[0])).toEqual(['opened', 'worse']);
    await scene.pass(10 * MINUTE_MS);
    expect(scene.told().at(-1)).toMatch(/^still: /);
  });

  it('that is only ever seen failing is over when it was quiet for long enough', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing({ policy: { ...failing().policy, quietMs: HOUR_MS } }));
    await scene.pass(30 * MINUTE_MS);
    await scene.alerts.observe(failing({ policy: { ...failing().policy, quietMs: HOUR_MS } }));
    await scene.pass(HOUR_MS - 1);
    expect(await scene.store.incidents({ open: true, limit: 10 })).toHaveLength(1);
    await scene.pass(1);
    expect(await scene.store.incidents({ open: true, limit: 10 })).toHaveLength(0);
    expect(scene.told().at(-1)).toBe('resolved: Resolved after 1 h 30 min: The shop does not answer');
  });

  it('began when its reporter says, and says how it ends and what was seen then', async () => {
    const scene = await startAlerts();
    await scene.pass(HOUR_MS);
    const since = scene.clock.now() - 10 * MINUTE_MS;
    const policy = { ...failing().policy, quietMs: HOUR_MS };
    await scene.alerts.observe(failing({ since, policy }));
    expect((await scene.shown())?.message.facts).toEqual(
      expect.arrayContaining([
        { label: 'Since', at: since },
        { label: 'Ends', text: 'by itself, 1 h after it was last seen' },
      ]),
    );
    await scene.alerts.observe(well({ title: 'It is back', evidence: '3 waited' }));
    const shown = await scene.shown();
    expect(shown?.message).toMatchObject({ title: 'It is back', body: '3 waited' });
    expect(shown?.message.facts).toContainEqual({ label: 'Lasted', text: '10 min' });
    expect(await scene.store.incidents({ open: false, limit: 1 })).toMatchObject([
      { evidence: 'no answer within 5 s' },
    ]);
  });

  it('says in its trace that no route leads to anybody who may hear of it', async () => {
    const scene = await startAlerts();
    scene.refuse = { outcome: 'accepted', id: scene.newId(), routes: [] };
    const { incident } = await scene.alerts.observe(failing());
    const { notes = [] } = (await scene.store.incident(incident ?? '')) ?? {};
    expect(notes.at(-1)).toMatchObject({ step: 'suppressed', reason: 'no-channel' });
  });

  it('does not open below its threshold, and that is not forgotten over a kill', async () => {
    const scene = await startAlerts();
    const policy = { ...failing().policy, fire: { n: 2, of: 3 } };
    expect(await scene.alerts.observe(failing({ policy }))).toMatchObject({ reason: 'below-threshold' });
    await scene.restart();
    expect(await scene.alerts.observe(failing({ policy }))).toMatchObject({ action: 'open' });
  });

  it('holds no secret, whatever its reporter was told', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(
      failing({
        title: 'password hunter2',
        evidence: 'hunter2',
        cause: 'hunter2',
        next: 'hunter2',
        labels: { host: 'hunter2' },
      }),
    );
    const all = JSON.stringify([scene.accepted, await scene.store.incidents({ open: false, limit: 9 })]);
    expect(all).toContain('[redacted]');
    expect(all).not.toContain('hunter2');
  });

  it('beyond the thousandth is lost and said to be', async () => {
    const scene = await startAlerts();
    let outcome = '';
    for (let i = 0; i <= MOST_INCIDENTS; i++) {
      outcome = (await scene.alerts.observe(failing({ fingerprint: `http:${i}` }))).action;
    }
    expect(outcome).toBe('lost');
    const cards = new Set(scene.accepted.map(({ card }) => card));
    // Without a label in common, two hundred have a card of their own and the rest share one.
    expect(cards.size).toBe(201);
  });
});

describe('an observation', () => {
  it('that comes before the start waits for it, and makes no second incident', async () => {
    const scene = await startAlerts();
    await scene.alerts.observe(failing());
    const restarted = scene.restart(async (alerts) => alerts.observe(failing()));
    await restarted;
    expect(await scene.store.incidents({ open: false, limit: 10 })).toHaveLength(1);
  });

  it('that all is well costs no turn, however many come', async () => {
    const scene = await startAlerts();
    const all = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => scene.alerts.observe(well({ fingerprint: `http:${i}` }))),
    );
    expect(new Set(all.map(({ action }) => action))).toEqual(new Set(['none']));
  });

  it('is judged in the order in which it came', async () => {
    const scene = await startAlerts();
    const both = [scene.alerts.observe(failing({ remote: true })), scene.alerts.observe(well())];
    expect(await Promise.all(both)).toMatchObject([{ action: 'open' }, { action: 'resolve' }]);
  });
});
