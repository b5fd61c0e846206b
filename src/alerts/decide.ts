import { HOUR_MS } from '../core/duration.ts';
import { SEVERITIES, type Severity } from '../core/event.ts';
import type { Incident, Observation, ObservationPolicy, Threshold } from '../core/incident.ts';

/** What is known of a thing before it is observed again. */
export interface Previous {
  /** Results of the newest observations, oldest first; true is a good one. */
  readonly recent: readonly boolean[];
  /** The newest incident of it, open or over. */
  readonly incident: Incident | null;
}

export type Decision = {
  /** Results to remember, the present one last; empty: nothing to remember. */
  readonly recent: readonly boolean[];
} & (
  | { readonly action: 'none'; readonly reason: 'healthy' | 'over-already' }
  | { readonly action: 'open'; readonly reason: 'threshold-reached' }
  | { readonly action: 'come-back'; readonly reason: 'failing-again-soon' }
  | { readonly action: 'worsen'; readonly reason: 'severity-rose' }
  | {
      readonly action: 'note';
      readonly reason: 'below-threshold' | 'still-failing' | 'recovering' | 'flapping';
    }
  | { readonly action: 'resolve'; readonly reason: 'recovered' }
);

/** What fails again within so long after it was over is the same incident. */
export const COME_BACK_MS = 2 * HOUR_MS;
/** From so many comebacks on it flaps, and is over only when it was well for `COME_BACK_MS`. */
export const FLAPS_FROM = 2;
/** Results that are remembered at most, whatever a policy asks for. */
export const MOST_RECENT = 20;

/**
 * What an observation means. The window of results begins anew with each opening and each end, so that what opened an
 * incident does not count against its end.
 */
export function decide(
  { recent, incident }: Previous,
  { ok, severity }: Pick<Observation, 'ok' | 'severity'>,
  policy: ObservationPolicy,
  now: number,
): Decision {
  const window = [...recent, ok].slice(-Math.min(MOST_RECENT, Math.max(policy.fire.of, policy.resolve.of)));
  if (incident === null || incident.resolvedAt !== null) return whileWell(window, incident, ok, policy, now);
  if (!ok) {
    return isWorse(severity, incident.severity)
      ? { action: 'worsen', reason: 'severity-rose', recent: window }
      : { action: 'note', reason: 'still-failing', recent: window };
  }
  if (!reached(window, true, policy.resolve)) return { action: 'note', reason: 'recovering', recent: window };
  if (incident.comebacks >= FLAPS_FROM && now - incident.lastSeenAt < COME_BACK_MS) {
    return { action: 'note', reason: 'flapping', recent: window };
  }
  return { action: 'resolve', reason: 'recovered', recent: [] };
}

function whileWell(
  window: readonly boolean[],
  ended: Incident | null,
  ok: boolean,
  policy: ObservationPolicy,
  now: number,
): Decision {
  if (ok) {
    // A window without a failure says no more than none at all.
    const kept = window.every(Boolean) ? [] : window;
    return { action: 'none', reason: ended === null ? 'healthy' : 'over-already', recent: kept };
  }
  if (!reached(window, false, policy.fire)) {
    return { action: 'note', reason: 'below-threshold', recent: window };
  }
  const soon = ended !== null && ended.resolvedAt !== null && now - ended.resolvedAt < COME_BACK_MS;
  return soon
    ? { action: 'come-back', reason: 'failing-again-soon', recent: [] }
    : { action: 'open', reason: 'threshold-reached', recent: [] };
}

/** True where so many of the newest results are as wanted. */
export function reached(window: readonly boolean[], wanted: boolean, { n, of }: Threshold): boolean {
  return window.slice(-of).filter((result) => result === wanted).length >= n;
}

export function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((most, each) => (isWorse(each, most) ? each : most), 'info');
}
