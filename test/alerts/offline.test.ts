import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { failing, well } from './observations.ts';
import { startAlerts } from './scene.ts';

describe('while our own connection is down', () => {
  it('a known incident says in its trace that it could not be seen, and does not end by that', async () => {
    const scene = await startAlerts();
    const policy = { ...failing().policy, quietMs: HOUR_MS };
    const { incident } = await scene.alerts.observe(failing({ remote: true, policy }));
    scene.connectionDown = true;
    await scene.pass(50 * MINUTE_MS);
    await scene.alerts.observe(failing({ remote: true, policy }));
    await scene.pass(50 * MINUTE_MS);
    expect(await scene.store.incidents({ open: true, limit: 10 })).toHaveLength(1);
    const { notes = [] } = (await scene.store.incident(incident ?? '')) ?? {};
    const hushed = { step: 'suppressed', reason: 'own-connection-down' };
    expect(notes).toContainEqual(expect.objectContaining(hushed));
  });

  it('or only seemed to be: what was deferred is judged after all', async () => {
    const scene = await startAlerts();
    scene.connectionDown = true;
    await scene.alerts.observe(failing({ remote: true }));
    await scene.alerts.judgeDeferred();
    expect(scene.told()).toEqual(['opened: The shop does not answer']);
    expect(scene.alerts.deferred()).toEqual([]);
  });

  it('was told of, and a blip comes weeks later: what was told is not judged any more', async () => {
    const scene = await startAlerts();
    scene.connectionDown = true;
    await scene.alerts.observe(failing({ remote: true }));
    await scene.alerts.forgetDeferred(scene.alerts.deferred());
    await scene.pass(DAY_MS);
    await scene.alerts.judgeDeferred();
    expect(scene.told()).toEqual([]);
  });

  it('and up again and again, how it was is told by who knows it, not by time alone', async () => {
    const scene = await startAlerts();
    const policy = { ...failing().policy, tell: 'when-over' } as const;
    for (let i = 0; i < 3; i++) {
      await scene.alerts.observe(failing({ policy }));
      await scene.pass(MINUTE_MS);
      await scene.alerts.observe(well({ policy, title: 'was down' }));
      await scene.pass(MINUTE_MS);
    }
    await scene.pass(2 * HOUR_MS - MINUTE_MS);
    await scene.alerts.observe(well({ policy, title: 'was down for 3 min', evidence: 'missed: 3' }));
    expect(scene.told().at(-1)).toBe('resolved: was down for 3 min');
  });

  it('and muted, nobody is told when it is over', async () => {
    const scene = await startAlerts();
    const policy = { ...failing().policy, tell: 'when-over' } as const;
    await scene.alerts.mute('shop', DAY_MS, null, { name: 'ada', via: 'telegram' });
    await scene.alerts.observe(failing({ policy }));
    await scene.alerts.observe(well({ policy }));
    expect(scene.told()).toEqual([]);
  });

  it('what is deferred again while the others are told of is kept for the next time', async () => {
    const scene = await startAlerts();
    scene.connectionDown = true;
    await scene.alerts.observe(failing({ remote: true }));
    await scene.alerts.observe(failing({ remote: true, fingerprint: 'b' }));
    const told = scene.alerts.deferred();
    await scene.pass(MINUTE_MS);
    await scene.alerts.observe(failing({ remote: true }));
    await scene.alerts.forgetDeferred(told);
    expect(scene.alerts.deferred()).toMatchObject([{ fingerprint: 'http:shop', count: 2 }]);
  });

  it('what is seen over it is deferred, blames nobody and survives a kill; what is local is judged', async () => {
    const scene = await startAlerts();
    scene.connectionDown = true;
    for (let i = 0; i < 3; i++) {
      expect(await scene.alerts.observe(failing({ remote: true }))).toMatchObject({ action: 'defer' });
    }
    expect(await scene.alerts.observe(failing({ fingerprint: 'database' }))).toMatchObject({
      action: 'open',
    });
    await scene.restart();
    expect(scene.alerts.deferred()).toMatchObject([{ fingerprint: 'http:shop', count: 3 }]);
    await scene.alerts.forgetDeferred(scene.alerts.deferred());
    expect(scene.alerts.deferred()).toEqual([]);
    scene.connectionDown = false;
    expect(await scene.alerts.observe(failing({ remote: true }))).toMatchObject({ action: 'open' });
  });

  it('an incident that is told when it is over makes one message, then', async () => {
    const scene = await startAlerts();
    const policy = { ...failing().policy, tell: 'when-over' } as const;
    await scene.alerts.observe(failing({ policy, title: 'Our own connection is down' }));
    await scene.pass(DAY_MS);
    expect(scene.told()).toEqual([]);
    await scene.alerts.observe(
      well({ policy, title: 'Our own connection was down for 1 d', evidence: 'missed: 3' }),
    );
    expect(scene.told()).toEqual(['resolved: Our own connection was down for 1 d']);
    const shown = await scene.shown();
    expect(shown?.message).toMatchObject({ title: 'Our own connection was down for 1 d', body: 'missed: 3' });
  });
});
