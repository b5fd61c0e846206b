import type { TraceId } from '../core/ids.ts';
import type { Arrival } from '../probes/loopback/port.ts';

/** Of requests that nobody asked about, the newest so many are kept: of ours, and of all others. */
const MOST_KEPT = 50;
/** Traces of requests that are known for ours; a run has three. */
const MOST_EXPECTED = 30;

interface Kept {
  readonly traceId: TraceId;
  /** The id in the answer; `null`: there is none yet. */
  readonly answeredId: string | null;
  readonly arrival: Arrival;
}

/** What came in at a loopback's source, until somebody asks about it. */
export interface LoopbackArrivals {
  /** A request with this trace is sent now. */
  expect(traceId: TraceId): void;
  expects(traceId: TraceId): boolean;
  /** A newer word about a request that is being stored takes the older one's place. */
  note(traceId: TraceId, answeredId: string | null, arrival: Arrival): void;
  take(traceId: TraceId, answeredId: string | null): Arrival | null;
}

export function createLoopbackArrivals(): LoopbackArrivals {
  // Apart, because anybody can post to a public address: what strangers send must not push ours out.
  const ours: Kept[] = [];
  const others: Kept[] = [];
  const expected = new Set<TraceId>();

  return {
    expect(traceId) {
      expected.add(traceId);
      const [oldest] = expected;
      if (expected.size > MOST_EXPECTED && oldest !== undefined) expected.delete(oldest);
    },
    expects: (traceId) => expected.has(traceId),
    note(traceId, answeredId, arrival) {
      const kept = expected.has(traceId) ? ours : others;
      const storing = kept.findLastIndex(
        (each) => each.traceId === traceId && each.arrival.state === 'storing',
      );
      if (storing !== -1) kept.splice(storing, 1);
      kept.push({ traceId, answeredId, arrival });
      if (kept.length > MOST_KEPT) kept.shift();
    },
    take: (traceId, answeredId) =>
      takeLast(ours, (each) => each.traceId === traceId) ??
      // One of ours that lost its trace on the way.
      takeLast(others, (each) => answeredId !== null && each.answeredId === answeredId),
  };
}

function takeLast(kept: Kept[], fits: (each: Kept) => boolean): Arrival | null {
  const index = kept.findLastIndex(fits);
  return kept.splice(index, index === -1 ? 0 : 1)[0]?.arrival ?? null;
}
