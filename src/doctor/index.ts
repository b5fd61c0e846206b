import type { Finding } from '../core/finding.ts';
import type { Check, DoctorDeps } from './check.ts';
import { canariesCheck } from './checks/canaries.ts';
import { channelsCheck } from './checks/channels.ts';
import { clockCheck } from './checks/clock.ts';
import { configurationCheck } from './checks/configuration.ts';
import { databaseCheck } from './checks/database.ts';
import { ledgerCheck } from './checks/ledger.ts';
import { publicUrlCheck } from './checks/public-url.ts';
import { toldCheck } from './checks/told.ts';
import { CHECK_LONGEST_MS, guarded } from './guarded.ts';

export type { DoctorDeps } from './check.ts';

/** Every check, in the order of the report. A new one is a new file and a line here. */
const CHECKS = [
  configurationCheck,
  databaseCheck,
  clockCheck,
  channelsCheck,
  toldCheck,
  publicUrlCheck,
  canariesCheck,
  ledgerCheck,
] as const satisfies readonly Check[];

/** Looks at everything at the same time; changes nothing. Never rejects, and ends within 15 s. */
export async function runDoctor(
  deps: DoctorDeps,
  checks: readonly Check[] = CHECKS,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    checks.map((check) => guarded(check.about, () => check.run(deps), deps, CHECK_LONGEST_MS)),
  );
  return found.flat().map(({ about, state, detail, fix }) => ({
    about,
    state,
    detail: deps.redact(detail),
    fix: fix === null ? null : deps.redact(fix),
  }));
}
