import { describe, expect, it } from 'vitest';
import { figuresOf, missedBy } from './figures.ts';
import { planMonth } from './plan.ts';
import { playMonth } from './play.ts';

describe('thirty days of a canary, by the clock', () => {
  it('a doubled latency and a wrong format are told, and twenty blips wake nobody', async () => {
    // Every four hours, to be fast; `npm run bench:canaries` plays it hourly, and more of them.
    const plan = planMonth({ seed: 8, sigma: 0.2, everyHours: 4 });
    const figures = figuresOf(plan, await playMonth(plan));
    expect(missedBy(figures)).toEqual([]);
    expect(figures).toMatchObject({ runs: 180, blips: 20, blipsTold: 0, falseAlarms: 0, changes: 0 });
    expect(figures).toMatchObject({ doublingAgain: 0, wrongFormatAgain: 0 });
    expect(figures.confirmations).toBeGreaterThanOrEqual(20);
  });
});
