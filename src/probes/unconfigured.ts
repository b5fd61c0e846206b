import type { Observe } from '../core/alerts.ts';
import type { Incident } from '../core/incident.ts';
import { fingerprintOf, LATE_ASPECT, MAIN_ASPECT, probeOf, UNMEASURED_ASPECT } from './fingerprint.ts';
import { AT_ONCE } from './policies.ts';
import type { Probe } from './probe.ts';

/** What is known of an incident that is not over. */
export type OpenIncident = Pick<Incident, 'fingerprint' | 'source' | 'startedAt'>;

/**
 * Ends what was told of probes, or of aspects of them, that have left the configuration: it would stay open for ever. `open`: incidents of ours. Call
 * it at the start; never rejects.
 */
export async function endUnconfigured(
  probes: readonly Probe[],
  open: readonly OpenIncident[],
  observe: Observe,
): Promise<void> {
  const known = new Set(
    probes.flatMap((probe) =>
      [...probe.aspects, UNMEASURED_ASPECT, LATE_ASPECT].map((aspect) => fingerprintOf(probe, aspect)),
    ),
  );
  for (const { fingerprint } of open) {
    const gone = known.has(fingerprint) ? null : probeOf(fingerprint);
    if (gone === null) continue;
    await observe({
      fingerprint,
      source: 'canary',
      ok: true,
      severity: 'info',
      title: `${gone.name} is no longer looked at${sayAspect(gone.aspect)}`,
      evidence: '',
      cause: null,
      next: null,
      labels: {},
      remote: false,
      rerun: null,
      except: [],
      policy: AT_ONCE,
    });
  }
}

function sayAspect(aspect: string): string {
  return [MAIN_ASPECT, UNMEASURED_ASPECT, LATE_ASPECT].includes(aspect) ? '' : ` for this (${aspect})`;
}
