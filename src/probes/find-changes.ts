import { SETUP_PARTS, type ProbeChange, type ProbeRun } from '../core/probe.ts';

/** How many earlier runs are compared with. A fingerprint among them is no news: providers spread calls over machines. */
export const COMPARED_RUNS = 50;

/** What somebody changes; the price is the provider's. */
const OWN_PARTS = SETUP_PARTS.filter((part) => part !== 'price');

/**
 * What is not as it was. `before`: earlier runs, the newest first. What the program is made of is compared with the run
 * before; what the provider says, with the newest that said it and asked the same: who asks somebody else gets another
 * model and another price, and that is told as the change of the provider. What nobody knew before is no change.
 */
export function findChanges(run: ProbeRun, before: readonly ProbeRun[]): readonly ProbeChange[] {
  const changes: ProbeChange[] = [];
  const { probe, at } = run;
  const [last] = before;
  for (const kind of OWN_PARTS) {
    const after = run.setup[kind];
    if (last !== undefined && last.setup[kind] !== after) {
      changes.push({ probe, at, kind, before: last.setup[kind], after });
    }
  }
  const comparable = before.filter(({ setup }) => setup.provider === run.setup.provider);
  const [price = null] = comparable.flatMap(({ setup }) => setup.price ?? []);
  if (differs(price, run.setup.price)) {
    changes.push({ probe, at, kind: 'price', before: price, after: run.setup.price });
  }
  const [model = null] = comparable.flatMap((earlier) => earlier.model ?? []);
  if (differs(model, run.model)) changes.push({ probe, at, kind: 'model', before: model, after: run.model });
  const fingerprints = comparable.flatMap(({ fingerprint }) => fingerprint ?? []);
  const [fingerprint = null] = fingerprints;
  if (differs(fingerprint, run.fingerprint) && !fingerprints.some((known) => known === run.fingerprint)) {
    changes.push({ probe, at, kind: 'fingerprint', before: fingerprint, after: run.fingerprint });
  }
  return changes;
}

/** Both are known, and are not the same. */
function differs(before: string | null, after: string | null): boolean {
  return before !== null && after !== null && before !== after;
}
