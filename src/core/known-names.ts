import { isIncidentId } from './ids.ts';
import type { IncidentView } from './incident-views.ts';

/** So many incidents are asked for their names, those that are not over and then the newest. */
export const NAMES_READ = 200;

/** What bears a name that a mute may mean. */
export interface Named {
  readonly channels: readonly string[];
  readonly sources: readonly string[];
  readonly incidents: readonly Pick<IncidentView, 'fingerprint' | 'labels'>[];
}

/** Labels that the program's own observations bear. */
const OWN_LABELS = ['channel', 'source', 'host', 'provider', 'upstream'];
/** What the program watches of itself. */
const OWN_NAMES = ['connection', 'database', 'memory', 'event-loop', 'deadman'];

/**
 * The names that a mute's target was probably meant to be, where it means nothing that is known; `null`: it does mean
 * something, or may do so one day (a pattern with `*`, an incident's id, any value of a known label).
 */
export function unknownTarget(target: string, named: Named): readonly string[] | null {
  if (target.includes('*') || isIncidentId(target)) return null;
  const [, label = null] = /^([a-z][a-z0-9_-]*)=/.exec(target) ?? [];
  const labels = named.incidents.flatMap((incident) => Object.entries(incident.labels));
  if (label !== null && (OWN_LABELS.includes(label) || labels.some(([name]) => name === label))) return null;
  const names = new Set([
    ...named.sources,
    ...named.channels,
    ...OWN_NAMES,
    ...labels.flatMap(([name, value]) => [value, `${name}=${value}`]),
    ...named.channels.map((name) => `channel:${name}`),
    ...named.incidents.flatMap(({ fingerprint }) => [fingerprint, ...fingerprint.split(/[:/]/)]),
  ]);
  return names.has(target) ? null : [...names];
}
