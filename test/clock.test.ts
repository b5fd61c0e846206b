import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { createClockSync } from '../src/clock-sync.ts';
import { createFakeClock } from './support/fake-clock.ts';

describe('the system clock', () => {
  it('calls once, not early, and not at all when cancelled', async () => {
    const from = systemClock.monotonic();
    const fired: string[] = [];
    systemClock.after(5, () => fired.push('cancelled'))();
    await new Promise<void>((resolve) => systemClock.after(20, resolve));
    expect(systemClock.monotonic() - from).toBeGreaterThanOrEqual(20);
    expect(fired).toEqual([]);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
  });

  it('waits longer than a timer of the runtime can', async () => {
    let fired = false;
    const cancel = systemClock.after(2 ** 31 + 1_000, () => (fired = true));
    await new Promise<void>((resolve) => systemClock.after(30, resolve));
    expect(fired).toBe(false);
    cancel();
  });
});

describe('what the system says of its synchronisation', () => {
  it('is unknown without a time service, then no, then yes; looked at once a second', () => {
    const root = mkdtempSync(join(tmpdir(), 'pithead-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const directory = join(root, 'timesync');
    const clock = createFakeClock();
    const synchronised = createClockSync(clock, directory);

    expect(synchronised()).toBe(null);
    mkdirSync(directory);
    clock.advance(999);
    expect(synchronised()).toBe(null);
    clock.advance(1);
    expect(synchronised()).toBe(false);
    writeFileSync(join(directory, 'synchronized'), '');
    clock.advance(1_000);
    expect(synchronised()).toBe(true);
  });
});
