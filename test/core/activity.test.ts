import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createActivity, settled } from '../../src/core/activity.ts';
import { createTimers } from '../../src/core/timers.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const nextTurn = (): Promise<void> => setImmediate();

function setUp() {
  const clock = createFakeClock();
  const timers = createTimers(clock);
  const activity = createActivity();
  return { clock, timers, activity, settle: () => settled(activity, timers, nextTurn) };
}

describe('activity', () => {
  it('is idle when everything begun has ended, however it ended', async () => {
    const { activity } = setUp();
    const end = activity.begin();
    const failing = activity.track(Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(activity.idle).toBe(false);
    end();
    end();
    expect(activity.idle).toBe(true);
    const other = activity.begin();
    expect(activity.idle).toBe(false);
    other();
    await activity.whenIdle();
  });
});

describe('settled', () => {
  it('resolves where nothing goes on', async () => {
    await expect(setUp().settle()).resolves.toBeUndefined();
  });

  it('waits for tracked work, and for what that starts turns later', async () => {
    const { activity, settle } = setUp();
    const done: string[] = [];
    async function second(): Promise<void> {
      await nextTurn();
      await nextTurn();
      done.push('second');
    }
    async function first(): Promise<void> {
      await nextTurn();
      done.push('first');
      void nextTurn()
        .then(nextTurn)
        .then(nextTurn)
        .then(() => activity.track(second()));
    }
    void activity.track(first());
    await settle();
    expect(done).toEqual(['first', 'second']);
  });

  it('does not resolve while work is in flight', async () => {
    const { activity, settle } = setUp();
    const end = activity.begin();
    let resolved = false;
    const settling = settle().then(() => (resolved = true));
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(resolved).toBe(false);
    end();
    await settling;
  });

  it('fires what is due, also what is due at once, and waits for the work it starts', async () => {
    const { activity, timers, settle } = setUp();
    const done: string[] = [];
    timers.after(0, () => {
      done.push('timer');
      void activity.track(nextTurn().then(() => timers.after(0, () => done.push('timer of its work'))));
    });
    timers.after(1, () => done.push('too early'));
    await settle();
    expect(done).toEqual(['timer', 'timer of its work']);
  });
});
