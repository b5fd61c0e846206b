import type { Observe } from '../core/alerts.ts';
import { fingerprintOf, probeOf, UNMEASURED_ASPECT } from './fingerprint.ts';
import { AT_ONCE } from './policies.ts';
import type { Probe } from './probe.ts';

/**
 * Ends what was told of probes, or of aspects of them, that have left the configuration: it would stay open for ever. Call
 * it at the start; never rejects.
 */
export async function endUnconfigured(
  probes: readonly Probe[],
  deps: { readonly observe: Observe; readonly openFingerprints: () => Promise<readonly string[]> },
): Promise<void> {
  const known = new Set(
    probes.flatMap((probe) =>
      [...probe.aspects, UNMEASURED_ASPECT].map((aspect) => fingerprintOf(probe, aspect)),
    ),
  );
  for (const fingerprint of await deps.openFingerprints()) {
    const gone = known.has(fingerprint) ? null : probeOf(fingerprint);
    if (gone === null) continue;
    await deps.observe({
      fingerprint,
      source: 'canary',
      ok: true,
      severity: 'info',
      title: `${gone.name} is no longer looked at${gone.aspect === 'answer' ? '' : ` for this (${gone.aspect})`}`,
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
