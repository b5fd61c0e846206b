import type { ObservationPolicy } from '../core/incident.ts';

const ONCE = { n: 1, of: 1 } as const;

/** One failing observation opens an incident, one good one ends it. */
export const AT_ONCE: ObservationPolicy = { fire: ONCE, resolve: ONCE, quietMs: null, tell: 'at-once' };
