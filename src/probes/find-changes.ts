import { SETUP_PARTS, type ProbeChange, type ProbeRun } from '../core/probe.ts';

/** A fingerprint that was seen among so many runs before is no news: providers spread calls over several machines. */
export const FINGERPRINTS_LOOKED_BACK = 50;

/**
 * What is not as it was at the run before. `before`: earlier runs, the newest first. What was not measured, or what nobody
 * knew before, is no change.
 */
export function findChanges(run: ProbeRun, before: readonly ProbeRun[]): readonly ProbeChange[] {
  const changes: ProbeChange[] = [];
  const { probe, at } = run;
  const [last] = before;
  for (const kind of SETUP_PARTS) {
    const after = run.setup[kind];
    if (last === undefined || last.setup[kind] === after) continue;
    // A price that can't be found for once is no new price.
    if (kind === 'price' && (after === null || last.setup.price === null)) continue;
    changes.push({ probe, at, kind, before: last.setup[kind], after });
  }
  const model = before.find((earlier) => earlier.model !== null)?.model ?? null;
  if (run.model !== null && model !== null && model !== run.model && !asksAnother(run, last)) {
    changes.push({ probe, at, kind: 'model', before: model, after: run.model });
  }
  const fingerprints = before
    .slice(0, FINGERPRINTS_LOOKED_BACK)
    .flatMap(({ fingerprint }) => fingerprint ?? []);
  const [newest = null] = fingerprints;
  if (run.fingerprint !== null && newest !== null && !fingerprints.includes(run.fingerprint)) {
    changes.push({ probe, at, kind: 'fingerprint', before: newest, after: run.fingerprint });
  }
  return changes;
}

/** Who asks somebody else gets another model: that is told as the change of the provider. */
function asksAnother(run: ProbeRun, last: ProbeRun | undefined): boolean {
  return last !== undefined && last.setup.provider !== run.setup.provider;
}
