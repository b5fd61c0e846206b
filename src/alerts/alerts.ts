import type { Activity } from '../core/activity.ts';
import type { AlertRules } from '../core/alert-rules.ts';
import type {
  AlertsStore,
  IncidentActions,
  IncidentReader,
  Observe,
  Observed,
  ShowCard,
} from '../core/alerts.ts';
import type { Clock } from '../core/clock.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { incidentIdOf, type EventId, type IncidentId, type TraceId } from '../core/ids.ts';
import type { Deferred, Observation } from '../core/incident.ts';
import type { Accept, Log } from '../core/ports.ts';
import { createActions } from './actions.ts';
import { admitObservation } from './admit-observation.ts';
import { announcementOf, TELL_LATE_MS } from './announce-card.ts';
import { nextDue } from './due.ts';
import { createInTurn } from './in-turn.ts';
import { createMaintenance } from './maintenance.ts';
import { memoryOf, onCard, takeIn, type Memory } from './memory.ts';
import { planDefer } from './plan/defer.ts';
import { planDue } from './plan/due.ts';
import { planObservation } from './plan/observation.ts';
import type { Plan, PlanContext } from './plan/plan.ts';
import { showCard } from './show-card.ts';

/** Observations and deeds that may wait for their turn. */
const MOST_WAITING = 1_000;
/** After the store or `accept` refused something: when it is tried again. */
const AGAIN_MS = 5 * SECOND_MS;
/** Changes of different cards that are accepted side by side, to share a commit. */
const TOGETHER = 100;
/** Due things that are done in one go; a guard against one that stays due for ever. */
const MOST_AT_ONCE = 1_000;

export interface AlertsDeps {
  readonly store: AlertsStore & Pick<IncidentReader, 'incident'>;
  readonly rules: AlertRules;
  /** IANA name. */
  readonly timezone: string;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly accept: Accept;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  readonly digest: (text: string) => Uint8Array;
  readonly redact: (text: string) => string;
  /** True while nothing can be reached over our own connection. */
  readonly connectionDown: () => Promise<boolean>;
}

export interface Alerts extends IncidentActions {
  /** Learns from the store what was open, tells what a dead process could not tell any more. */
  start(): Promise<void>;
  readonly observe: Observe;
  readonly showCard: ShowCard;
  /** What was not judged while our own connection was down. */
  deferred(): readonly Deferred[];
  forgetDeferred(): Promise<void>;
  stop(): void;
}

/** Observations in, incidents kept, people told: each change is written first, then accepted as an event. */
export function createAlerts(deps: AlertsDeps): Alerts {
  const { store, rules, clock, activity, log } = deps;
  const context: PlanContext = {
    inMaintenance: createMaintenance(rules.maintenance, deps.timezone),
    newIncidentId: () => incidentIdOf(deps.newId()),
    newTraceId: deps.newTraceId,
  };
  const inTurn = createInTurn(MOST_WAITING);
  let memory: Memory = memoryOf({ incidents: [], cards: [], watched: [], silences: [], deferred: [] });
  let cancelWake: (() => void) | null = null;
  let stopped = false;

  async function carryOut<Result>({ step, result }: Plan<Result>): Promise<Result> {
    if (Object.keys(step).length > 0) {
      await store.keepAlerts(step);
      takeIn(memory, step, clock.now());
      await announceAll();
    }
    return result;
  }

  /** Accepts what was not accepted yet; what can't be stays for the next time. */
  async function announceAll(): Promise<void> {
    const waiting = [...memory.unannounced];
    for (let from = 0; from < waiting.length; from += TOGETHER) {
      await Promise.all(waiting.slice(from, from + TOGETHER).map(announce));
    }
  }

  async function announce(id: IncidentId): Promise<void> {
    const card = memory.cards.get(id);
    const incoming =
      card === undefined ? null : announcementOf(card, onCard(memory, id), deps.newId, deps.digest);
    const accepted = incoming === null ? null : await deps.accept(incoming);
    if (accepted?.outcome === 'unavailable') {
      log.error('incident-unannounced', { incident: id, reason: accepted.reason });
    } else memory.unannounced.delete(id);
  }

  function decided<Result>(
    plan: (now: number) => Plan<Result> | Promise<Plan<Result>>,
    fallback: Result,
  ): Promise<Result> {
    const work = inTurn(async () => carryOut(await plan(clock.now())))
      .catch((error: unknown) => {
        log.error('incident-store', { error: errorText(error) });
        return fallback;
      })
      .finally(wakeWhenDue);
    return activity.track(work);
  }

  /** Does all that is due, one after another. */
  async function wake(): Promise<void> {
    await announceAll();
    for (let done = 0; done < MOST_AT_ONCE; done++) {
      const now = clock.now();
      const due = nextDue(memory, rules);
      if (due === null || due.at > now) return;
      await carryOut(planDue(memory, due, rules, now, context));
      log.info('incident-due', { kind: due.kind });
    }
    log.error('incident-due', { kind: 'endless' });
  }

  function wakeWhenDue(): void {
    cancelWake?.();
    cancelWake = null;
    if (stopped) return;
    const due = nextDue(memory, rules);
    const waits = due === null ? null : Math.max(0, due.at - clock.now());
    const ms = memory.unannounced.size > 0 ? Math.min(AGAIN_MS, waits ?? AGAIN_MS) : waits;
    if (ms !== null) cancelWake = clock.after(ms, onWake);
  }

  function onWake(): void {
    cancelWake = null;
    const woken = inTurn(wake).then(wakeWhenDue, (error: unknown) => {
      log.error('incident-store', { error: errorText(error) });
      if (!stopped) cancelWake = clock.after(AGAIN_MS, onWake);
    });
    void activity.track(woken);
  }

  async function observe(given: Observation): Promise<Observed> {
    const observation = admitObservation(given, deps.redact);
    const { fingerprint, remote, ok } = observation;
    const blind = remote && !ok && (await deps.connectionDown());
    const observed = await decided<Observed>(
      (now) =>
        blind ? planDefer(memory, observation, now) : planObservation(memory, observation, now, context),
      { action: 'lost', reason: 'not-stored', incident: null },
    );
    const { action, reason, incident } = observed;
    if (action !== 'none') log.info('observed', { fingerprint, ok, action, reason, incident });
    return observed;
  }

  return {
    async start() {
      const now = clock.now();
      // What a process that died had written and not told; its keys are still known for duplicates.
      memory = memoryOf(await store.past(now - TELL_LATE_MS));
      for (const [id, { last }] of memory.cards) {
        if (last === null || now - last.at >= TELL_LATE_MS) memory.unannounced.delete(id);
      }
      await inTurn(wake);
      wakeWhenDue();
    },
    observe: (observation) => activity.track(observe(observation)),
    ...createActions({ memory: () => memory, reader: store, context, decided }),
    async showCard(id) {
      const card = memory.cards.get(id);
      if (card !== undefined) return showCard(card, onCard(memory, id));
      const kept = await store.card(id);
      return kept === null ? null : showCard(kept.card, kept.incidents);
    },
    deferred: () => [...memory.deferred.values()],
    async forgetDeferred() {
      const plan: Plan<null> = { step: { deferredOver: true }, result: null };
      await decided<null>(() => plan, null);
    },
    stop() {
      stopped = true;
      cancelWake?.();
      cancelWake = null;
    },
  };
}
