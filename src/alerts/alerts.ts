import type { AlertsPast, IncidentActions, Observe, ShowCard } from '../core/alerts.ts';
import { errorText } from '../core/error-text.ts';
import { incidentIdOf } from '../core/ids.ts';
import type { Deferred } from '../core/incident.ts';
import { createActions } from './actions.ts';
import type { AlertsDeps } from './deps.ts';
import { TELL_LATE_MS } from './announce-card.ts';
import { createAnnouncer } from './announcer.ts';
import { createInTurn } from '../core/in-turn.ts';
import { createMaintenance } from './maintenance.ts';
import { hold, memoryOf, onCard, openIncidents, takeIn, type Memory } from './memory.ts';
import { createObserving } from './observe.ts';
import { planDeferredOver } from './plan/defer.ts';
import { muteAnew, type Plan, type PlanContext } from './plan/plan.ts';
import { showCard } from './show-card.ts';
import { createWaking } from './waking.ts';

const NOTHING: AlertsPast = {
  incidents: [],
  cards: [],
  announced: new Map(),
  watched: [],
  silences: [],
  deferred: [],
};
/** Observations that may wait for their turn; what people do comes through all the same. */
const MOST_WAITING = 1_000;

export interface Alerts extends IncidentActions {
  /** Learns from the store what was open, tells what a dead process could not tell any more. */
  start(): Promise<void>;
  /** Waits for `start`. */
  readonly observe: Observe;
  readonly showCard: ShowCard;
  /** What was not judged while our own connection was down. */
  deferred(): readonly Deferred[];
  /** These were told of. */
  forgetDeferred(told: readonly Deferred[]): Promise<void>;
  /** Our connection was up after all: what was deferred is judged as what it is. */
  judgeDeferred(): Promise<void>;
  stop(): void;
}

/** Observations in, incidents kept, people told: each change is written first, then accepted as an event. */
export function createAlerts(deps: AlertsDeps): Alerts {
  const { store, clock, activity, log } = deps;
  const context: PlanContext = {
    inMaintenance: createMaintenance(deps.rules.maintenance, deps.timezone),
    newIncidentId: () => incidentIdOf(deps.newId()),
    newTraceId: deps.newTraceId,
  };
  const inTurn = createInTurn(MOST_WAITING);
  const started = Promise.withResolvers<void>();
  let memory: Memory = memoryOf(NOTHING);
  const announcer = createAnnouncer({ ...deps, memory: () => memory });
  const waking = createWaking({ ...deps, memory: () => memory, context, inTurn, carryOut, announcer });

  async function carryOut<Result>({ step, result }: Plan<Result>): Promise<Result> {
    if (Object.keys(step).length === 0) return result;
    await store.keepAlerts(step);
    takeIn(memory, step, clock.now());
    await announcer.announceAll();
    waking.plan();
    return result;
  }

  function decided<Result>(
    plan: (now: number) => Plan<Result> | Promise<Plan<Result>>,
    fallback: Result,
    urgent = true,
  ): Promise<Result> {
    const work = inTurn(async () => {
      await started.promise;
      return carryOut(await plan(clock.now()));
    }, urgent).catch((error: unknown) => {
      log.error('incident-store', { error: errorText(error) });
      return fallback;
    });
    return activity.track(work);
  }

  const observing = createObserving({ ...deps, memory: () => memory, context, decided });

  return {
    async start() {
      memory = memoryOf(await store.past(clock.now() - TELL_LATE_MS));
      endMutesThatAreGone(memory, context, clock.now());
      started.resolve();
      await waking.soon();
    },
    observe: (observation) => observing.observe(observation),
    ...createActions({ memory: () => memory, reader: store, context, redact: deps.redact, decided }),
    async showCard(id) {
      const card = memory.cards.get(id);
      if (card !== undefined) return showCard(card, onCard(memory, id));
      const kept = await store.card(id);
      return kept === null ? null : showCard(kept.card, kept.incidents);
    },
    deferred: () => Array.from(memory.deferred.values(), ({ deferred }) => deferred),
    async forgetDeferred(told) {
      await decided<null>(() => planDeferredOver(memory, told), null);
    },
    judgeDeferred: () => observing.judgeDeferred(),
    stop: () => waking.stop(),
  };
}

/** Mutes of a configuration that has changed meanwhile end now. */
function endMutesThatAreGone(memory: Memory, context: PlanContext, now: number): void {
  for (const incident of openIncidents(memory)) {
    const { muted } = incident;
    if (muted === null || muteAnew(incident, memory, now, context).muted !== null) continue;
    hold(memory, { ...incident, muted: { ...muted, until: Math.min(muted.until, now) } });
  }
}
