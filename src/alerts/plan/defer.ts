import type { Observed } from '../../core/alerts.ts';
import type { Observation } from '../../core/incident.ts';
import { MOST_DEFERRED, type Memory } from '../memory.ts';
import type { Plan } from './plan.ts';

/** A failure that our own connection explains: counted for the message on return, judged by nobody. */
export function planDefer(memory: Memory, { fingerprint, title }: Observation, now: number): Plan<Observed> {
  const result: Observed = { action: 'defer', reason: 'own-connection-down', incident: null };
  const known = memory.deferred.get(fingerprint);
  if (known === undefined && memory.deferred.size >= MOST_DEFERRED) {
    return { step: {}, result: { action: 'lost', reason: 'too-many-deferred', incident: null } };
  }
  const count = (known?.count ?? 0) + 1;
  const deferred = [{ fingerprint, title, count, firstAt: known?.firstAt ?? now, lastAt: now }];
  return { step: { deferred }, result };
}
