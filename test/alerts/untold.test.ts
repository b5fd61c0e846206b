import { describe, expect, it } from 'vitest';
import { cardEventOf } from '../../src/core/card-event.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import { failing, well } from './observations.ts';
import { ADA, startAlerts, type Scene } from './scene.ts';

async function withIncident(scene: Scene): Promise<string> {
  const { incident } = await scene.alerts.observe(failing());
  return incident ?? '';
}

describe('after a kill', () => {
  it('what was written and not told is told at the start, once', async () => {
    const scene = await startAlerts();
    scene.refuse = { outcome: 'unavailable', reason: 'stopping' };
    await withIncident(scene);
    await scene.alerts.observe(failing({ severity: 'critical' }));
    scene.refuse = null;
    await scene.restart();
    await scene.restart();
    expect(scene.told()).toEqual(['worse: It got worse, now critical: The shop does not answer']);
  });

  it('an end that was not told is told at the next start, also after more than the hours of a comeback', async () => {
    const scene = await startAlerts();
    await withIncident(scene);
    scene.refuse = { outcome: 'unavailable', reason: 'stopping' };
    await scene.alerts.observe(well());
    scene.alerts.stop();
    scene.clock.advance(DAY_MS);
    scene.refuse = null;
    await scene.restart();
    expect(scene.told().at(-1)).toBe('resolved: The shop answers again');
  });

  it('or a refusal of `accept`, an alarm is not said of what is over by then, nor an end of what goes on', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    scene.refuse = { outcome: 'unavailable', reason: 'commit-failed' };
    await scene.alerts.observe(failing({ severity: 'critical' }));
    await scene.alerts.mute(id, HOUR_MS, null, ADA);
    await scene.alerts.observe(well());
    scene.refuse = null;
    await scene.pass(5_000);
    expect(scene.told().at(-1)).toBe('resolved: -');
    expect(scene.told().join()).not.toContain('got worse');
  });

  it('or a refusal of `accept`, a later silent reply keeps the sound of the one before', async () => {
    const scene = await startAlerts();
    await withIncident(scene);
    scene.refuse = { outcome: 'unavailable', reason: 'commit-failed' };
    await scene.alerts.observe(failing({ severity: 'warning', labels: {} }));
    await scene.alerts.observe(failing({ severity: 'critical' }));
    scene.clock.advance(6 * HOUR_MS);
    await scene.quiet();
    scene.refuse = null;
    await scene.pass(5_000);
    expect(cardEventOf(scene.accepted.at(-1)?.data ?? null)?.reply).toMatchObject({ silent: false });
  });

  it('or a refusal of `accept`, a call is not lost to a later change that calls nobody', async () => {
    const scene = await startAlerts();
    const id = await withIncident(scene);
    scene.refuse = { outcome: 'unavailable', reason: 'commit-failed' };
    await scene.alerts.observe(failing({ severity: 'critical' }));
    await scene.alerts.acknowledge(id, ADA);
    scene.refuse = null;
    await scene.pass(5_000);
    expect(scene.told().at(-1)).toBe('acknowledged: It got worse, now critical: The shop does not answer');
  });
});
