import { describe, expect, it } from 'vitest';
import { endUnconfigured, endUnconfiguredChannels } from '../../src/watch/unconfigured.ts';
import { createScene } from './scene.ts';

const NEITHER = { connection: false, deadman: false };

describe('what was told of a part that is no longer configured', () => {
  it('is over, once', async () => {
    const scene = createScene();
    scene.kept.set('connection', '{"since":1}').set('deadman-reported', '["deadman"]');
    scene.kept.set('connection-targets', '["connection:targets"]');
    await endUnconfigured(scene.deps, NEITHER);
    await endUnconfigured(scene.deps, NEITHER);
    expect(scene.told()).toEqual(['connection ok', 'connection:targets ok', 'deadman ok']);
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
    await endUnconfigured(scene.deps, { ...NEITHER, connection: true });
    expect([scene.told(), scene.kept.get('connection')]).toEqual([[], '{"since":1}']);
  });
});

describe('incidents of a channel', () => {
  it('that is no longer configured are over; those of others stay', async () => {
    const scene = createScene();
    const open = [
      'channel:ops',
      'channel:old',
      'channel:old:commands-deaf',
      'channel:ops-old:x',
      'delivery:old:forbidden',
      'delivery:ops:forbidden',
      'channel',
      'database',
      'http:old',
    ];
    await endUnconfiguredChannels(scene.deps, ['ops'], open);
    expect(scene.told()).toEqual([
      'channel:old ok',
      'channel:old:commands-deaf ok',
      'channel:ops-old:x ok',
      'delivery:old:forbidden ok',
    ]);
    expect(scene.observed[0]).toMatchObject({ title: 'old is no longer configured', except: [] });
  });
});
