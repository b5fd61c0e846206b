import { expect, it } from 'vitest';
import type { Actor } from '../../src/core/incident.ts';
import type { Pause } from '../../src/core/ledger.ts';
import { SILENT_LOG } from '../../src/core/silent-log.ts';
import { createPauses } from '../../src/ledger/pauses.ts';

const ADA: Actor = { name: 'ada', via: 'command line' };

/** Pauses over a disk that takes nothing before `release`. */
function setUp(names: readonly string[]) {
  const disk = Promise.withResolvers<void>();
  const kept: string[] = [];
  const pauses = createPauses({
    store: {
      pauses: () => Promise.resolve<readonly Pause[]>([]),
      async keepPause({ workflow }) {
        await disk.promise;
        kept.push(`pause ${workflow}`);
      },
      async endPause(workflow) {
        await disk.promise;
        kept.push(`resume ${workflow}`);
      },
    },
    clock: { now: () => 0, monotonic: () => 0, after: () => () => {} },
    log: SILENT_LOG,
    redact: (text) => text,
    names: () => names,
  });
  return { pauses, kept, release: disk.resolve };
}

it('writes pauses and resumes in the order in which they were wished', async () => {
  const { pauses, kept, release } = setUp(['a', 'b']);
  const done = [
    pauses.pause('a', null, ADA),
    pauses.resume('a', ADA),
    pauses.pause('b', null, ADA),
    pauses.pause('a', null, ADA),
  ];
  release();
  expect((await Promise.all(done)).map(({ outcome }) => outcome)).toEqual([
    'paused',
    'resumed',
    'paused',
    'paused',
  ]);
  expect(kept).toEqual(['pause a', 'resume a', 'pause b', 'pause a']);
});

it('lets a hundred wait for a slow disk, and says of more that it can not be done', async () => {
  const names = Array.from({ length: 101 }, (_, i) => `w${i}`);
  const { pauses, kept, release } = setUp(names);
  const done = names.map((name) => pauses.pause(name, null, ADA));
  expect(await done.at(-1)).toEqual({ outcome: 'unavailable' });
  expect(pauses.of('w100')).toBeNull();
  release();
  expect((await Promise.all(done)).filter(({ outcome }) => outcome === 'paused')).toHaveLength(100);
  expect(kept).toHaveLength(100);
});
