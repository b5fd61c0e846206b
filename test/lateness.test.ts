import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLateness } from '../src/lateness.ts';

/** As a long computation of ours would. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the lateness of our own event loop', () => {
  it('is seen where something holds it up', async () => {
    const end = createLateness().begin();
    block(80);
    expect(await end()).toBeGreaterThanOrEqual(50);
  });

  it('is told to all who measure meanwhile', async () => {
    const lateness = createLateness();
    const ends = [lateness.begin(), lateness.begin()];
    block(80);
    const [first = 0, second = 0] = await Promise.all(ends.map((end) => end()));
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(50);
  });

  // Others may hold the whole machine up.
  it('is about nothing where nothing does', { retry: 5 }, async () => {
    const lateness = createLateness();
    block(80);
    const end = lateness.begin();
    await new Promise((resolve) => setTimeout(resolve, 15));
    expect(await end()).toBeLessThan(50);
  });
});

describe('its timer', () => {
  afterEach(() => void vi.useRealTimers());

  it('runs only while somebody measures', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const lateness = createLateness();
    expect(vi.getTimerCount()).toBe(0);
    const ends = [lateness.begin(), lateness.begin()];
    expect(vi.getTimerCount()).toBe(1);
    for (const end of ends) await end();
    expect(vi.getTimerCount()).toBe(0);
    await lateness.begin()();
    expect(vi.getTimerCount()).toBe(0);
  });
});
