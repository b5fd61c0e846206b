import type { Observed } from '../../core/alerts.ts';
import type { Deferred, Observation } from '../../core/incident.ts';
import { MOST_DEFERRED, type Memory } from '../memory.ts';
import { note, type Plan } from './plan.ts';

/** A failure that our own connection explains: counted for the message on return, judged by nobody. */
export function planDefer(memory: Memory, { fingerprint, title }: Observation, now: number): Plan<Observed> {
  const before = memory.deferred.get(fingerprint)?.deferred;
  if (before === undefined && memory.deferred.size >= MOST_DEFERRED) {
    return { step: {}, result: { action: 'lost', reason: 'too-many-deferred', incident: null } };
  }
  const count = (before?.count ?? 0) + 1;
  const deferred = [{ fingerprint, title, count, firstAt: before?.firstAt ?? now, lastAt: now }];
  const known = memory.incidents.get(fingerprint);
  if (known === undefined || known.resolvedAt !== null) {
    return { step: { deferred }, result: { action: 'defer', reason: 'own-connection-down', incident: null } };
  }
  return {
    step: {
      deferred,
      incidents: [{ ...known, lastSeenAt: now }],
      notes: [note(known.id, now, 'suppressed', 'own-connection-down', 'it can’t be seen from here')],
    },
    result: { action: 'defer', reason: 'own-connection-down', incident: known.id },
  };
}

/** These were told of, or are judged after all; what was deferred again meanwhile stays. */
export function planDeferredOver(memory: Memory, told: readonly Deferred[]): Plan<null> {
  const over = new Map(told.map(({ fingerprint, lastAt }) => [fingerprint, lastAt]));
  const left = Array.from(memory.deferred.values(), ({ deferred }) => deferred).filter(
    ({ fingerprint, lastAt }) => over.get(fingerprint) !== lastAt,
  );
  return { step: { deferredOver: true, deferred: left }, result: null };
}
