import type { IncidentActions, IncidentReader } from '../core/alerts.ts';
import { DAY_MS } from '../core/duration.ts';
import { isIncidentId } from '../core/ids.ts';
import type { Incident } from '../core/incident.ts';
import type { Memory } from './memory.ts';
import { planAcknowledge } from './plan/acknowledge.ts';
import { planMute, planUnmute } from './plan/mute.ts';
import type { Plan, PlanContext } from './plan/plan.ts';

/** The longest mute; what is to be silent for good belongs into a route. */
export const LONGEST_MUTE_MS = 30 * DAY_MS;
const TARGET = /^[^\p{Cc}]{1,200}$/u;

export interface ActionDeps {
  readonly memory: () => Memory;
  readonly reader: Pick<IncidentReader, 'incident'>;
  readonly context: PlanContext;
  /** Decides in turn and carries it out; `fallback` where it can't be stored. */
  readonly decided: <Result>(
    plan: (now: number) => Plan<Result> | Promise<Plan<Result>>,
    fallback: Result,
  ) => Promise<Result>;
}

/** What people do about incidents. */
export function createActions({ memory, reader, context, decided }: ActionDeps): IncidentActions {
  async function find(id: string): Promise<Incident | null> {
    for (const incident of memory().incidents.values()) if (incident.id === id) return incident;
    return isIncidentId(id) ? ((await reader.incident(id))?.incident ?? null) : null;
  }

  return {
    acknowledge: (id, by) =>
      decided(
        async (now) => {
          const incident = await find(id);
          if (incident === null) return { step: {}, result: { outcome: 'unknown' } };
          return planAcknowledge(memory(), incident, by, now);
        },
        { outcome: 'unavailable' },
      ),
    mute: (target, forMs, reason, by) =>
      decided(
        async (now) => {
          const named = target.trim();
          if (!TARGET.test(named) || forMs <= 0) return { step: {}, result: { outcome: 'bad-target' } };
          if (forMs > LONGEST_MUTE_MS) {
            return { step: {}, result: { outcome: 'too-long', mostMs: LONGEST_MUTE_MS } };
          }
          const incident = await find(named);
          if (incident === null && isIncidentId(named)) return { step: {}, result: { outcome: 'unknown' } };
          if (incident !== null && memory().cards.get(incident.card)?.resolvedAt !== null) {
            return { step: {}, result: { outcome: 'over', incident } };
          }
          const silence = {
            target: incident?.card ?? named,
            until: now + forMs,
            by: by.name,
            at: now,
            reason,
          };
          return planMute(memory(), silence, by.via, now, context);
        },
        { outcome: 'unavailable' },
      ),
    unmute: (target, by) =>
      decided(
        async (now) => {
          const named = target.trim();
          const { silences } = memory();
          const known = silences.get(named) ?? silences.get((await find(named))?.card ?? '');
          if (known === undefined) {
            return { step: {}, result: { outcome: 'none', targets: [...silences.keys()] } };
          }
          return planUnmute(memory(), known, by.name, now, context);
        },
        { outcome: 'unavailable' },
      ),
  };
}
