import { sum } from './compared.ts';
import { isSlight, sizeOf } from './invoice-result.ts';
import { onDays, partOf, sayNames, type Rest, type Step } from './rest.ts';

/** More are no workflows' keys, and each is held against every other. */
const MOST_KEYS = 1_000;

/**
 * API keys for which the ledger lacks, day by day and model by model, just what the bill charges for them. A key is named only where
 * no other one would explain the same.
 */
export function untrackedKeys(rests: readonly Rest[]): Step {
  const keys = [...amountsByKey(rests)];
  if (keys.length < 2 || keys.length > MOST_KEYS) return { rests, parts: [] };
  const lacking = keys.filter(([, amounts]) => {
    const total = sum([...amounts.values()], (pico) => pico);
    const off = sum([...amounts], ([rest, pico]) => sizeOf(rest.pico - pico));
    return !isSlight(total, 0n) && isSlight(off, total);
  });
  const sure = lacking.filter(([key, amounts]) =>
    lacking.every(
      ([other, others]) => other === key || ![...amounts.keys()].some((rest) => others.has(rest)),
    ),
  );
  const explained = new Map(sure.flatMap(([, amounts]) => [...amounts]));
  const places = [...explained.keys()].map(({ of }) => of);
  const evidence = `the ledger lacks${onDays(places)} what was billed to the key ${sayNames(sure.map(([key]) => key))}, and has the rest`;
  return {
    rests: rests.map((rest) => ({ ...rest, pico: rest.pico - (explained.get(rest) ?? 0n) })),
    parts: partOf(
      'untracked-key',
      sum([...explained.values()], (pico) => pico),
      evidence,
    ),
  };
}

/** What each key was charged, where the ledger has calls of the same model and day. */
function amountsByKey(rests: readonly Rest[]): ReadonlyMap<string, ReadonlyMap<Rest, bigint>> {
  const keys = new Map<string, Map<Rest, bigint>>();
  for (const rest of rests) {
    if (rest.of.calls === 0) continue;
    for (const { apiKey, pico } of rest.of.lines) {
      if (apiKey === null || pico === 0n) continue;
      const amounts = keys.get(apiKey) ?? new Map<Rest, bigint>();
      keys.set(apiKey, amounts.set(rest, (amounts.get(rest) ?? 0n) + pico));
    }
  }
  return keys;
}
