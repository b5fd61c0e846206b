import { canaryWorkflow } from '../../core/canary-workflow.ts';
import { sayAgo } from '../../core/duration.ts';
import type { Finding } from '../../core/finding.ts';
import type { ProbeRun } from '../../core/probe.ts';
import type { Check } from '../check.ts';

/** What each canary and each probe found last. It asks nobody: that costs money, and the program does it by its schedule. */
export const canariesCheck: Check = {
  about: 'canaries',
  async run({ configuration, database, clock }) {
    if (!configuration.ok) return [];
    const { canaries, probes } = configuration.config;
    const names = [...canaries, ...probes].map(({ name }) => name);
    if (names.length === 0) return [];
    const trail = await database?.trail().catch(() => null);
    const newest = new Map(((await trail?.newestRuns()) ?? []).map((run) => [run.probe, run]));
    return names.map((name) => findingOf(name, newest.get(name) ?? null, clock.now()));
  },
};

function findingOf(name: string, run: ProbeRun | null, now: number): Finding {
  const about = `canary ${name}`;
  if (run === null) {
    return { about, state: 'unknown', detail: 'it has not run yet', fix: `npx pithead canary run ${name}` };
  }
  const when = sayAgo(run.at, now);
  switch (run.verdict) {
    case 'pass':
      return { about, state: 'ok', detail: `passed ${when}`, fix: null };
    case 'fail':
      return {
        about,
        state: 'problem',
        detail: `failed ${when}: ${whyOf(run)}`,
        fix: `npx pithead canary history ${name}`,
      };
    case 'unmeasured':
      if (run.reason === 'paused')
        return { about, state: 'unknown', detail: run.detail, fix: `/resume ${canaryWorkflow(name)}` };
      return {
        about,
        state: 'problem',
        detail: `could not be asked ${when} (${run.reason ?? 'unknown'}): ${run.detail}`,
        fix: `mend that, then: npx pithead canary run ${name}`,
      };
  }
}

function whyOf({ assertions }: ProbeRun): string {
  const failed = assertions.find(({ pass }) => !pass);
  return failed === undefined ? 'no assertion held' : `${failed.type}: ${failed.reason}`;
}
