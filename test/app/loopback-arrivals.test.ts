import { beforeEach, describe, expect, it } from 'vitest';
import { createLoopbackArrivals, type LoopbackArrivals } from '../../src/app/loopback-arrivals.ts';
import { newTraceId, type TraceId } from '../../src/core/ids.ts';
import type { Arrival } from '../../src/probes/loopback/port.ts';
import { idAt } from '../storage/stores.ts';

const ACCEPTED: Arrival = { state: 'accepted', id: idAt(1) };
const REFUSED: Arrival = { state: 'refused', reason: 'signature_missing' };
const OURS = trace(1);

let arrivals: LoopbackArrivals;
beforeEach(() => {
  arrivals = createLoopbackArrivals();
  arrivals.expect(OURS);
});

function trace(n: number): TraceId {
  return newTraceId((length) => new Uint8Array(length).fill(n));
}

function strangers(count: number): void {
  for (let n = 0; n < count; n++) arrivals.note(trace(2 + (n % 200)), `r${n}`, REFUSED);
}

describe('what came in at a loopback', () => {
  it('is found by its trace, the newest first, and each told once', () => {
    arrivals.note(OURS, 'r1', REFUSED);
    arrivals.note(OURS, null, ACCEPTED);
    expect([0, 1, 2].map(() => arrivals.take(OURS, null))).toEqual([ACCEPTED, REFUSED, null]);
  });

  it('is found however many strangers come after it', () => {
    arrivals.note(OURS, null, { state: 'storing' });
    strangers(500);
    arrivals.note(OURS, null, ACCEPTED);
    strangers(500);
    expect(arrivals.take(OURS, null)).toBe(ACCEPTED);
    expect(arrivals.take(OURS, null)).toBeNull();
  });

  it('is found by its answer where it lost its trace on the way', () => {
    arrivals.note(trace(9), 'ours', REFUSED);
    strangers(10);
    expect(arrivals.take(OURS, 'ours')).toBe(REFUSED);
    expect(arrivals.take(OURS, 'ours')).toBeNull();
  });

  it("is no stranger's without a trace or an answer of ours", () => {
    strangers(10);
    expect(arrivals.take(OURS, null)).toBeNull();
    expect(arrivals.take(OURS, 'other')).toBeNull();
  });

  it('is kept for a bounded number of requests', () => {
    for (let n = 0; n < 60; n++) arrivals.note(OURS, null, { state: 'refused', reason: `${n}` });
    const told = Array.from({ length: 60 }, () => arrivals.take(OURS, null));
    expect(told.filter((arrival) => arrival !== null)).toHaveLength(50);
    expect(told[0]).toEqual({ state: 'refused', reason: '59' });
  });
});
