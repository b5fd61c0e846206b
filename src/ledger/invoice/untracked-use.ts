import { sum } from './compared.ts';
import { ofModels, onDays, partOf, sayNames, type Rest, type Step } from './rest.ts';

/** What was billed for a model on days on which the ledger has no call of it: somebody uses it past the ledger. */
export function untrackedUse(rests: readonly Rest[]): Step {
  const untracked = rests.filter(isUntracked);
  const places = untracked.map(({ of }) => of);
  const keys = sayNames(places.flatMap(({ lines }) => lines.map(({ apiKey }) => apiKey)));
  const evidence = `the ledger has no call${ofModels(places)}${onDays(places)} when it was billed${
    keys === '' ? '' : `; billed to: ${keys}`
  }`;
  return {
    rests: rests.map((rest) => (isUntracked(rest) ? { ...rest, pico: 0n } : rest)),
    parts: partOf(
      'untracked-key',
      sum(untracked, ({ pico }) => pico),
      evidence,
    ),
  };
}

function isUntracked({ of, pico }: Rest): boolean {
  return of.calls === 0 && pico > 0n;
}
