import type { IncidentActions, IncidentReader, Muted } from '../core/alerts.ts';
import { clip, oneLine } from '../core/clip.ts';
import { DAY_MS } from '../core/duration.ts';
import { isIncidentId } from '../core/ids.ts';
import { byWindow, type Actor, type Incident } from '../core/incident.ts';
import { onCard, openIncidents, type Memory } from './memory.ts';
import { planAcknowledge } from './plan/acknowledge.ts';
import { planMute, planUnmute } from './plan/mute.ts';
import type { Plan, PlanContext } from './plan/plan.ts';
import { targetOf } from './silence.ts';

/** The longest mute; what is to be silent for good belongs into a route. */
export const LONGEST_MUTE_MS = 30 * DAY_MS;
const LONGEST_REASON = 200;

export interface ActionDeps {
  readonly memory: () => Memory;
  readonly reader: Pick<IncidentReader, 'incident'>;
  readonly context: PlanContext;
  readonly redact: (text: string) => string;
  /** Decides in turn and carries it out; `fallback` where it can't be stored. */
  readonly decided: <Result>(
    plan: (now: number) => Plan<Result> | Promise<Plan<Result>>,
    fallback: Result,
  ) => Promise<Result>;
}

/** What people do about incidents. */
export function createActions({ memory, reader, context, redact, decided }: ActionDeps): IncidentActions {
  /** By its own id, or that of its card. */
  async function find(id: string): Promise<Incident | null> {
    if (!isIncidentId(id)) return null;
    const known = onCard(memory(), id);
    const onThis =
      known.find((incident) => incident.id === id) ?? known.find(({ resolvedAt }) => resolvedAt === null);
    if (onThis !== undefined) return onThis;
    for (const incidents of memory().byCard.values()) {
      const incident = incidents.get(id);
      if (incident !== undefined) return incident;
    }
    return (await reader.incident(id))?.incident ?? null;
  }

  async function mute(
    target: string,
    forMs: number,
    why: string | null,
    by: Actor,
    now: number,
  ): Promise<Plan<Muted>> {
    const named = targetOf(redact(target));
    if (named === null || forMs <= 0) return { step: {}, result: { outcome: 'bad-target' } };
    if (forMs > LONGEST_MUTE_MS)
      return { step: {}, result: { outcome: 'too-long', mostMs: LONGEST_MUTE_MS } };
    const incident = await find(named);
    if (incident === null && isIncidentId(named)) return { step: {}, result: { outcome: 'unknown' } };
    const until = now + forMs;
    if (incident !== null) {
      const open = onCard(memory(), incident.card).filter(({ resolvedAt }) => resolvedAt === null);
      if (open.length === 0) return { step: {}, result: { outcome: 'over', incident } };
      const mutes = open.flatMap(({ muted }) => (muted !== null && muted.until > until ? [muted] : []));
      const [mute] = mutes;
      if (mute !== undefined && mutes.length === open.length) {
        return { step: {}, result: { outcome: 'already-muted', incident, mute } };
      }
    }
    const reason = why === null ? null : clip(oneLine(redact(why)), LONGEST_REASON);
    const silence = { target: incident?.card ?? named, until, by: by.name, at: now, reason };
    return planMute(memory(), silence, by.via, now, context);
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
      decided((now) => mute(target, forMs, reason, by, now), { outcome: 'unavailable' }),
    unmute: (target, by) =>
      decided(
        async (now) => {
          const named = targetOf(redact(target)) ?? '';
          const { silences } = memory();
          const incident = await find(named);
          const known = silences.get(named) ?? silences.get(incident?.card ?? '');
          if (known !== undefined) return planUnmute(memory(), known, by.name, now, context);
          const inWindow = openIncidents(memory()).find((each) => each.muted?.by === byWindow(named));
          const muted = (incident?.muted ?? null) === null ? (inWindow ?? null) : incident;
          return { step: {}, result: { outcome: 'none', targets: [...silences.keys()], muted } };
        },
        { outcome: 'unavailable' },
      ),
  };
}
