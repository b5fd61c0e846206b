import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/bots/progress.ts';
import { FarEndError, verdictOfStatus, type Verdict } from '../../src/core/far-end.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const TIMED_OUT: Verdict = { action: 'retry', reason: 'timeout', retryAfterMs: null };

/** A progress with what it showed, `at` so many milliseconds; `fails` decides by how many were shown before. */
function scene(fails: (before: number) => Verdict | null = () => null) {
  const clock = createFakeClock();
  const shown: string[] = [];
  const logged: string[] = [];
  const progress = createProgress(
    ({ title }) => {
      shown.push(`${clock.monotonic()} ${title}`);
      const verdict = fails(shown.length - 1);
      return verdict === null ? Promise.resolve() : Promise.reject(new FarEndError('no', verdict));
    },
    {
      clock,
      log: { ...SILENT_LOG, warn: (step) => void logged.push(step) },
      signal: new AbortController().signal,
    },
  );
  return {
    shown,
    logged,
    progress,
    /** Moves time on in small steps, and lets what was shown end. */
    pass: async (ms: number) => {
      for (let left = ms; left >= 0; left -= 100) {
        await new Promise((resolve) => setImmediate(resolve));
        if (left > 0) clock.advance(100);
      }
    },
    say: (title: string) => progress.report({ title, body: '', link: null }),
  };
}

describe('progress', () => {
  it('is shown at once, then the newest of what came, a second and a half apart', async () => {
    const { shown, progress, pass, say } = scene();
    progress.begin();
    for (const title of ['a', 'b', 'c']) say(title);
    await pass(2_000);
    say('d');
    await pass(5_000);
    say('e');
    expect(shown).toEqual(['0 a', '1500 c', '3000 d', '7000 e']);
  });

  it('is not shown before it may begin; then the newest is', async () => {
    const { shown, progress, pass, say } = scene();
    say('a');
    say('b');
    await pass(3_000);
    expect(shown).toEqual([]);
    progress.begin();
    expect(shown).toEqual(['3000 b']);
  });

  it('is shown twenty times at most, and not at all once the answer is there', async () => {
    const { shown, progress, pass, say } = scene();
    progress.begin();
    for (let i = 0; i < 30; i++) {
      say(`${i}`);
      await pass(1_500);
    }
    expect(shown).toHaveLength(20);
    const other = scene();
    other.progress.begin();
    other.say('a');
    other.say('b');
    await other.progress.end();
    other.say('c');
    await other.pass(5_000);
    expect(other.shown).toEqual(['0 a']);
  });

  it('of which nothing was taken is tried again after the wait that was asked for', async () => {
    const { shown, logged, progress, pass, say } = scene((before) =>
      before === 0 ? verdictOfStatus(429, 4_000) : null,
    );
    progress.begin();
    say('a');
    say('b');
    await pass(6_000);
    expect(shown).toEqual(['0 a', '5500 b']);
    expect(logged).toEqual(['progress-not-shown']);
  });

  it.each([
    ['was refused', verdictOfStatus(403, null)],
    ['may have arrived', TIMED_OUT],
  ])('that %s is the last one', async (_what, verdict) => {
    const { shown, progress, pass, say } = scene(() => verdict);
    progress.begin();
    say('a');
    await pass(2_000);
    say('b');
    await pass(2_000);
    expect(shown).toEqual(['0 a']);
  });
});
