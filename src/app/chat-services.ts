import type { IncidentActions, IncidentReader, Rerun } from '../core/alerts.ts';
import type { ChatServices } from '../core/chat-services.ts';
import type { Clock } from '../core/clock.ts';
import { DAY_MS } from '../core/duration.ts';
import { isEventId } from '../core/ids.ts';
import { incidentDetail, incidentView, silenceView } from '../core/incident-views.ts';
import type { TrailReader } from '../core/ports.ts';
import type { LedgerActions } from '../core/ledger-actions.ts';
import type { CanaryReader } from '../core/probe-views.ts';
import { eventView, statusView, traceView, uneditableOf, type Known } from '../core/views.ts';
import type { Replay } from '../dispatch/replay.ts';

export interface ChatServicesDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly trail: TrailReader;
  readonly known: () => Known;
  /** Makes what is buffered visible to the next read. */
  readonly flush: () => Promise<void>;
  readonly replay: Replay;
  readonly incidents: IncidentReader;
  readonly actions: IncidentActions;
  readonly rerun: Rerun;
  readonly canaries: CanaryReader;
  /** A PNG of a probe's latency; `null`: it could not be drawn. */
  readonly chart: ChatServices['canaryChart'];
  readonly ledger: LedgerActions;
  readonly spending: Pick<ChatServices, 'spend' | 'spendChart' | 'digest'>;
  readonly doctor: ChatServices['doctor'];
}

/** What a chat shows of a canary. */
const HISTORY_MS = 7 * DAY_MS;
const MOST_RUNS = 2_500;

/** The running program as its chat commands see it: the same objects as on the command line and under `/v1/`. */
export function createChatServices(deps: ChatServicesDeps): ChatServices {
  const { trail, incidents, actions, ledger } = deps;
  return {
    now: () => deps.clock.now(),
    async status() {
      await deps.flush();
      return statusView(trail, incidents, deps.known());
    },
    events: async (filter) => (await trail.events(filter)).map(eventView),
    async trace(id) {
      await deps.flush();
      const found = await trail.find(id);
      return found === null ? null : traceView(found, uneditableOf(deps.known()));
    },
    replay: (id) => (isEventId(id) ? deps.replay(id) : Promise.resolve({ outcome: 'unknown' })),
    incidents: async (filter) => (await incidents.incidents(filter)).map(incidentView),
    async incident(id) {
      const record = await incidents.incident(id);
      return record === null ? null : incidentDetail(record);
    },
    silences: async () => (await incidents.silences()).map(silenceView),
    acknowledge: (id, by) => actions.acknowledge(id, by),
    mute: (target, forMs, reason, by) => actions.mute(target, forMs, reason, by),
    unmute: (target, by) => actions.unmute(target, by),
    rerun: (name, progress) => deps.rerun(name, progress),
    canaries: () => deps.canaries.list(),
    canary: (name) => deps.canaries.history(name, { since: deps.clock.now() - HISTORY_MS, limit: MOST_RUNS }),
    canaryChart: (name) => deps.chart(name),
    ...deps.spending,
    budgets: (workflow) => ledger.budgets(workflow),
    setBudget: (asked, by) => ledger.setBudget(asked, by),
    pause: (workflow, reason, by) => ledger.pause(workflow, reason, by),
    resume: (workflow, by) => ledger.resume(workflow, by),
    workflows: () => ledger.workflows(),
    doctor: () => deps.doctor(),
    memoryBytes: () => process.memoryUsage.rss(),
  };
}
