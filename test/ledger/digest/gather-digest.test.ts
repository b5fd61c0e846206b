import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/duration.ts';
import type { Incident } from '../../../src/core/incident.ts';
import type { SpendCell } from '../../../src/core/ledger.ts';
import type { ProbeRun, Verdict } from '../../../src/core/probe.ts';
import { NO_SUMS } from '../../../src/core/spend-sums.ts';
import { gatherDigest, type DigestReaders } from '../../../src/ledger/digest/gather-digest.ts';

const SEVEN = Date.parse('2026-11-24T07:00:00Z');

interface World {
  readonly calls?: readonly { readonly at: number; readonly workflow: string; readonly latencyMs?: number }[];
  readonly runs?: readonly { readonly at: number; readonly probe: string; readonly verdict: Verdict }[];
  readonly incidents?: readonly {
    readonly title: string;
    readonly startedAt: number;
    readonly resolvedAt: number | null;
  }[];
  readonly recordedSince?: number | null;
}

const within = (at: number, { since, until }: { since: number; until: number }) => at >= since && at < until;

/** What the store would answer of these. */
function readersOf({ calls = [], runs = [], incidents = [], recordedSince = null }: World): DigestReaders {
  const newestFirst = runs.toSorted((a, b) => b.at - a.at) as unknown as readonly ProbeRun[];
  return {
    ledger: {
      spend: (filter) =>
        Promise.resolve(
          calls
            .filter(({ at }) => within(Math.floor(at / 900_000) * 900_000, filter))
            .map(({ workflow }): SpendCell => ({
              ...NO_SUMS,
              calls: 1,
              at: null,
              workflow,
              provider: null,
              model: null,
              prompt: null,
              trigger: null,
            })),
        ),
      latencies: (filter) =>
        Promise.resolve(
          calls.flatMap(({ at, latencyMs }) =>
            latencyMs === undefined || !within(at, filter) ? [] : [{ provider: 'openai', latencyMs }],
          ),
        ),
    },
    probes: {
      newestRuns: () =>
        Promise.resolve(
          newestFirst.filter((run, i) => newestFirst.findIndex(({ probe }) => probe === run.probe) === i),
        ),
      probeTimes: ({ probe, since }) =>
        Promise.resolve(newestFirst.filter((run) => run.probe === probe && run.at >= since)),
    },
    incidents: { incidents: () => Promise.resolve(incidents as unknown as readonly Incident[]) },
    budgets: () => Promise.resolve([]),
    recordedSince: () => Promise.resolve(recordedSince),
  };
}

const callsAt = (...ats: readonly number[]) => ats.map((at) => ({ at, workflow: 'digest', latencyMs: 1 }));
const countsOf = ({
  present,
  before,
}: {
  present: ReadonlyMap<string, { calls: number }>;
  before: ReadonlyMap<string, { calls: number }>;
}) => [present, before].map((of) => of.get('digest')?.calls ?? 0);

describe('the spans', () => {
  it.each([
    ['day', DAY_MS],
    ['week', 7 * DAY_MS],
  ] as const)('of a %s are as long as each other, one after the other', async (span, ms) => {
    const calls = callsAt(SEVEN - 1, SEVEN - ms, SEVEN - ms - 1, SEVEN - 2 * ms, SEVEN - 2 * ms - 1);
    const found = await gatherDigest(span, SEVEN, readersOf({ calls }));
    expect(countsOf(found.spend)).toEqual([2, 2]);
    expect([
      found.latencies.present.get('openai')?.length,
      found.latencies.before.get('openai')?.length,
    ]).toEqual([2, 2]);
  });

  it('lose no call between the digests of two days, sent a few seconds after the hour', async () => {
    const call = SEVEN + 10 * 60_000;
    const madeBy = (now: number) => readersOf({ calls: callsAt(call).filter(({ at }) => at <= now) });
    const [today, tomorrow] = await Promise.all(
      [SEVEN + 3_000, SEVEN + DAY_MS + 3_000].map((now) => gatherDigest('day', now, madeBy(now))),
    );
    expect([today, tomorrow].map((found) => found?.spend.present.size)).toEqual([0, 1]);
  });

  it('hold what is called in the present quarter of an hour', async () => {
    const now = SEVEN + 10 * 60_000;
    const found = await gatherDigest('day', now, readersOf({ calls: callsAt(now - 60_000) }));
    expect(countsOf(found.spend)).toEqual([1, 0]);
  });

  it.each([
    [null, false],
    [SEVEN - 2 * DAY_MS + 1, false],
    [SEVEN - 2 * DAY_MS, true],
  ])(
    'can be compared only where calls were booked in all of the first (since %s: %s)',
    async (recordedSince, expected) => {
      expect((await gatherDigest('day', SEVEN, readersOf({ recordedSince }))).comparable).toBe(expected);
    },
  );
});

it('counts the runs of the span, and who failed last', async () => {
  const run = (hoursAgo: number, probe: string, verdict: Verdict) => ({
    at: SEVEN - hoursAgo * HOUR_MS,
    probe,
    verdict,
  });
  const runs = [
    run(1, 'pong', 'fail'),
    run(2, 'pong', 'pass'),
    run(30, 'pong', 'pass'),
    run(1, 'ping', 'pass'),
    run(3, 'ping', 'fail'),
    run(2, 'host', 'unmeasured'),
    run(40, 'gone', 'fail'),
  ];
  expect((await gatherDigest('day', SEVEN, readersOf({ runs }))).canaries).toEqual({
    ran: 3,
    passed: 2,
    failed: 2,
    unmeasured: 1,
    failing: ['pong'],
  });
});

it('counts what began and ended in the span, and what is not over, the newest first', async () => {
  const incident = (title: string, began: number, ended: number | null) => ({
    title,
    startedAt: SEVEN - began * HOUR_MS,
    resolvedAt: ended === null ? null : SEVEN - ended * HOUR_MS,
  });
  const incidents = [
    incident('old', 50, null),
    incident('new', 2, null),
    incident('short', 5, 4),
    incident('ended', 40, 3),
    incident('past', 60, 30),
  ];
  expect((await gatherDigest('day', SEVEN, readersOf({ incidents }))).incidents).toEqual({
    opened: 2,
    resolved: 2,
    open: ['new', 'old'],
  });
});
