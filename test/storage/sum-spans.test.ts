import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import { SLOT_MS, slotOf, type BookedUse, type SpendFilter, type SpendKey } from '../../src/core/ledger.ts';
import { sayTrigger } from '../../src/core/say-trigger.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { piecesOf } from '../../src/storage/sum-spans.ts';
import { CENT, useWith } from './booked.ts';
import { NOW, openFresh } from './stores.ts';

const CALLS = 600;
const START = NOW - 5 * DAY_MS;

/** Calls all over five days, whose names and costs go round at different paces. */
const USES: readonly BookedUse[] = Array.from({ length: CALLS }, (_, i) =>
  useWith({
    id: `call-${i}`,
    at: START + Math.floor((i * 5 * DAY_MS) / CALLS),
    workflow: `workflow-${i % 3}`,
    model: `model-${i % 4}`,
    promptHash: i % 5 === 0 ? null : `prompt-${i % 5}`,
    trigger: i % 7 === 0 ? null : { kind: 'cron', id: `job-${i % 11}` },
    costPico: i % 13 === 0 ? null : BigInt(i) * CENT + 1n,
  }),
);
const NAMES: Readonly<Record<SpendKey, (use: BookedUse) => string>> = {
  workflow: (use) => use.workflow,
  provider: (use) => use.provider,
  model: (use) => use.model,
  prompt: (use) => use.promptHash ?? '',
  trigger: (use) => (use.trigger === null ? '' : sayTrigger(use.trigger)),
};

/** What an answer must say: each call added up by itself. */
function addedUp({ since, until, by, everyMs, workflow }: SpendFilter): readonly string[] {
  const sums = new Map<string, { calls: number; pico: bigint }>();
  for (const use of USES) {
    const slot = slotOf(use.at);
    if (slot < since || slot >= until || (workflow ?? use.workflow) !== use.workflow) continue;
    const at = everyMs === null ? null : Math.floor(slot / everyMs) * everyMs;
    const key = JSON.stringify([at, ...by.map((name) => NAMES[name](use))]);
    const { calls, pico } = sums.get(key) ?? { calls: 0, pico: 0n };
    sums.set(key, { calls: calls + 1, pico: pico + (use.costPico ?? 0n) });
  }
  return [...sums].map(([key, { calls, pico }]) => `${key} ${calls} ${pico}`).toSorted();
}

describe.each(ENGINES)('sums of longer spans in $scheme', (engine) => {
  it('come to what the calls come to, wherever a question begins and ends and whatever it is by', async () => {
    await using opened = await openFresh(engine);
    // Each call comes partial first, so that every sum is taken back once.
    await opened.store.book(
      USES.map((use) => ({ ...use, fullness: 1, model: 'partial' })),
      NOW,
    );
    await opened.store.book(USES, NOW);
    const edges = [0, START + 1, START + 7 * HOUR_MS + SLOT_MS, START + 2 * DAY_MS, NOW - SLOT_MS, NOW + 1];
    const keys: readonly (readonly SpendKey[])[] = [
      [],
      ['workflow'],
      ['provider', 'model'],
      ['prompt'],
      ['trigger'],
      ['workflow', 'trigger'],
    ];
    let answered = 0;
    for (const since of edges)
      for (const until of edges)
        for (const by of keys)
          for (const everyMs of [null, SLOT_MS, HOUR_MS, DAY_MS])
            for (const only of [{}, { workflow: 'workflow-1' }]) {
              const filter: SpendFilter = { since, until, by, everyMs, ...only };
              const cells = (await opened.store.spend(filter)).map((cell) => {
                const key = JSON.stringify([cell.at, ...by.map((name) => cell[name])]);
                return `${key} ${cell.calls} ${cell.costPico}`;
              });
              expect({ filter, cells: cells.toSorted() }).toEqual({ filter, cells: addedUp(filter) });
              answered += cells.length;
            }
    expect(answered).toBeGreaterThan(CALLS);
  });
});

it.each<[by: SpendKey, most: number]>([
  ['workflow', 0],
  ['model', 0],
  ['prompt', DAY_MS],
  ['trigger', DAY_MS],
])('a month by %s reads the sums of single calls’ keys for its ends at most', (by, most) => {
  const month = { since: START + SLOT_MS, until: START + 30 * DAY_MS + SLOT_MS };
  const pieces = piecesOf({ ...month, by: [by], everyMs: null });
  const lengthOf = (some: typeof pieces) => some.reduce((all, { since, until }) => all + until - since, 0);
  expect(lengthOf(pieces)).toBe(30 * DAY_MS);
  expect(lengthOf(pieces.filter(({ span }) => span === null))).toBeLessThanOrEqual(most);
});
