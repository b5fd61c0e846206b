import { describe, expect, it } from 'vitest';
import { createActivity } from '../../src/core/activity.ts';
import { eventIdOf, keptTraceId } from '../../src/core/ids.ts';
import type { LogValue, RefusedRequest } from '../../src/core/ports.ts';
import { BUFFERED, createRefusedKeeper } from '../../src/trail/refused.ts';
import { createFakeClock } from '../support/fake-clock.ts';

function request(n: number): RefusedRequest {
  return {
    requestId: eventIdOf(BigInt(n)),
    at: n,
    ip: '192.0.2.1',
    source: 'github',
    status: 401,
    reason: 'signature_mismatch',
    detail: null,
    traceId: keptTraceId('0'.repeat(32)),
  };
}

/** A keeper over a store that takes what it gets, unless it is told to fail or to wait. */
function keeping() {
  const clock = createFakeClock();
  const activity = createActivity();
  const written: number[][] = [];
  const lines: (readonly [string, Readonly<Record<string, LogValue>>])[] = [];
  const log = (step: string, fields: Readonly<Record<string, LogValue>> = {}): void => {
    lines.push([step, fields]);
  };
  const answers = { write: (): Promise<void> => Promise.resolve() };
  const keeper = createRefusedKeeper({
    clock,
    activity,
    log: { info: log, warn: log, error: log },
    store: {
      addRefused(requests) {
        written.push(requests.map(({ at }) => at));
        return answers.write();
      },
    },
  });
  return { clock, activity, written, lines, answers, keeper };
}

describe('refused requests', () => {
  it('are written at once after a quiet second, so that the first can be looked up', () => {
    const { keeper, written } = keeping();
    keeper.add(request(1));
    expect(written).toEqual([[1]]);
  });

  it('are written together afterwards, at most once a second', () => {
    const { keeper, clock, written } = keeping();
    for (const n of [1, 2, 3]) keeper.add(request(n));
    clock.advance(999);
    expect(written).toEqual([[1]]);
    clock.advance(1);
    expect(written).toEqual([[1], [2, 3]]);
    keeper.add(request(4));
    expect(written).toHaveLength(2);
    clock.advance(1_000);
    expect(written).toEqual([[1], [2, 3], [4]]);
  });

  it('leave no timer behind where none come', () => {
    const { keeper, clock, written } = keeping();
    keeper.add(request(1));
    clock.advance(1_000);
    expect(clock.pending).toBe(0);
    keeper.add(request(2));
    expect(written).toEqual([[1], [2]]);
  });

  it('are kept so many between two writes; the rest of a flood is counted in the log', () => {
    const { keeper, clock, written, lines } = keeping();
    for (let n = 0; n < BUFFERED + 8; n++) keeper.add(request(n));
    clock.advance(1_000);
    expect(written.map((batch) => batch.length)).toEqual([1, BUFFERED]);
    expect(written[1]?.at(-1)).toBe(BUFFERED);
    expect(lines).toEqual([['refused-not-kept', { count: 7 }]]);
    keeper.add(request(1));
    clock.advance(1_000);
    expect(lines).toHaveLength(1);
  });

  it('are all written when a flush resolves', async () => {
    const { keeper, written, answers } = keeping();
    const taken: (() => void)[] = [];
    answers.write = () => new Promise((resolve) => taken.push(resolve));
    for (const n of [1, 2]) keeper.add(request(n));
    let flushed = false;
    const flush = keeper.flush().then(() => (flushed = true));
    expect(written).toEqual([[1], [2]]);
    // The second write is done first; the flush waits for both.
    taken[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(flushed).toBe(false);
    taken[0]?.();
    await flush;
    await keeper.flush();
    expect(written).toHaveLength(2);
  });

  it('count as work in flight until they are written', async () => {
    const { keeper, activity, answers } = keeping();
    const write = Promise.withResolvers<void>();
    answers.write = () => write.promise;
    keeper.add(request(1));
    expect(activity.idle).toBe(false);
    write.resolve();
    await activity.whenIdle();
    expect(activity.idle).toBe(true);
  });

  it('that cannot be written are told in the log, and the next ones are tried again', async () => {
    const { keeper, clock, written, lines, answers } = keeping();
    answers.write = () => Promise.reject(new Error('disk full'));
    keeper.add(request(1));
    await keeper.flush();
    expect(lines).toEqual([['refused-not-written', { error: 'disk full' }]]);
    answers.write = () => Promise.resolve();
    keeper.add(request(2));
    clock.advance(1_000);
    await keeper.flush();
    expect(written).toEqual([[1], [2]]);
    expect(lines).toHaveLength(1);
  });
});
