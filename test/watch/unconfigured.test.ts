import { describe, expect, it } from 'vitest';
import { endUnconfigured } from '../../src/watch/unconfigured.ts';
import { createScene } from './scene.ts';

const NEITHER = { connection: false, deadman: false };

describe('what was told of a part that is no longer configured', () => {
  it('is over, once', async () => {
    const scene = createScene();
    scene.kept.set('connection', '{"since":1}').set('deadman-reported', '["deadman"]');
    await endUnconfigured(scene.deps, NEITHER);
    await endUnconfigured(scene.deps, NEITHER);
    expect(scene.told()).toEqual(['connection ok', 'deadman ok']);
  });

  it('is tried again at the next start where it could not be stored', async () => {
    const scene = createScene();
    scene.kept.set('deadman-reported', '["deadman"]');
    scene.broken = true;
    await endUnconfigured(scene.deps, NEITHER);
    scene.broken = false;
    await endUnconfigured(scene.deps, NEITHER);
    expect(scene.told()).toEqual(['deadman ok']);
  });

  it('stays where the part is still there, and where nothing was told', async () => {
    const scene = createScene();
    scene.kept.set('connection', '{"since":1}').set('deadman-reported', '');
    await endUnconfigured(scene.deps, { connection: true, deadman: false });
    expect([scene.told(), scene.kept.get('connection')]).toEqual([[], '{"since":1}']);
  });
});
