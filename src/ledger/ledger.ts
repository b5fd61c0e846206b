import { NO_FORECAST } from '../core/forecast.ts';
import type { LedgerActions } from '../core/ledger-actions.ts';
import type { RecordUse } from '../core/usage.ts';
import { createForecasts } from './budgets/forecasts.ts';
import { createLoadBudgets } from './budgets/load-budgets.ts';
import { budgetViews } from './budgets/read-budgets.ts';
import { createSetBudget, scopeNamed } from './budgets/set-budget.ts';
import { createHistory } from './budgets/spend-history.ts';
import { createStandings } from './budgets/standings.ts';
import { createTellWarning } from './budgets/tell-warning.ts';
import { createTold } from './budgets/told.ts';
import { createWarn } from './budgets/warn.ts';
import type { LedgerDeps } from './deps.ts';
import { createGate } from './gate.ts';
import { createOnce } from './once.ts';
import { createOwnCalls } from './own-calls.ts';
import { createPauses } from './pauses.ts';
import { createRecord } from './record.ts';
import { reprice } from './reprice.ts';
import { createLeases } from './reservations/leases.ts';
import { createReserve } from './reservations/reserve.ts';
import { createSettle } from './reservations/settle.ts';
import { usageView } from './usage-view.ts';

/** The books of the running program. */
export interface Ledger extends LedgerActions {
  /** Reads how everything stands. Throws where the books can't be read. */
  start(): Promise<void>;
  /** Tells what the last process had booked and not told. */
  catchUp(): Promise<void>;
  stop(): void;
  /** Books a call of the program itself. */
  readonly recordOwn: RecordUse;
  /** Who paused a workflow, and why, in a line; `null`: it may go on. */
  paused(workflow: string): string | null;
}

export interface LedgerParts extends LedgerDeps {
  /** A fresh id for a reservation. */
  readonly newId: () => string;
  /** Who is charged besides the workflows of the configuration: `canary:NAME`. */
  readonly canaries: readonly string[];
  /** Providers that may have a budget. */
  readonly providers: readonly string[];
}

/** Puts the parts together; each of them is a file of its own. */
export function createLedger(deps: LedgerParts): Ledger {
  const { store, clock, settings } = deps;
  const { anchor } = settings;
  const standings = createStandings(store, anchor);
  const told = createTold(deps);
  const gate = createGate();
  const budgets = createLoadBudgets({ ...deps, standings, gate });
  const history = createHistory(store);
  const forecasts = createForecasts({
    ...deps,
    history,
    standings: () => standings.all(clock.now()),
    pauses: () => pauses.all(),
    judge: (standing, ahead) => warn.judge(standing, ahead),
  });
  const warn = createWarn({
    ...deps,
    standings,
    told,
    tell: createTellWarning(deps),
    later: () => forecasts.later(),
  });
  const names = (): readonly string[] => [...deps.workflows, ...deps.canaries];
  const leases = createLeases(deps);
  const pauses = createPauses({ ...deps, names });
  const once = createOnce(deps.tell);
  const record = createRecord({ ...deps, gate, count: warn.count, once });
  const settling = createSettle({ ...deps, standings, leases, count: warn.count, once });
  const reserving = createReserve({
    ...deps,
    standings,
    leases,
    pauses,
    expire: (one) => gate.pass(() => settling.expire(one)),
  });

  /** Tells what nobody heard yet; what was told is not told again. */
  async function judgeAll(): Promise<void> {
    for (const standing of standings.all(clock.now())) await warn.judge(standing, NO_FORECAST);
  }

  async function views(only: Parameters<typeof budgetViews>[1]): ReturnType<typeof budgetViews> {
    await budgets.upToDate();
    const now = clock.now();
    const facts = {
      standings: standings.all(now),
      pauses: pauses.all(),
      reservations: await store.openReservations(),
      workflows: deps.workflows,
    };
    return budgetViews(facts, only, { reader: store, anchor, now, history });
  }

  const setBudget = createSetBudget({ ...deps, ...budgets, names, views });
  return {
    async start() {
      await pauses.load();
      await told.load();
      await budgets.forgetOutdated();
      await budgets.reload();
      await reserving.load();
    },
    async catchUp() {
      await judgeAll();
      if (budgets.inForce().length > 0) forecasts.later();
    },
    stop() {
      forecasts.stop();
      leases.stop();
    },
    record,
    recordOwn: createOwnCalls(record, deps),
    async reserve(asked) {
      await budgets.upToDate();
      return reserving.reserve(asked);
    },
    settle: (workflow, id, asked) => gate.pass(() => settling.settle(workflow, id, asked)),
    cancel: (workflow, id) => gate.pass(() => settling.cancel(workflow, id)),
    standings: (workflow, provider) => standings.of(workflow, provider, clock.now()),
    async budgets(target) {
      if (target === null) return views(null);
      const scope = scopeNamed(target, { workflows: names(), providers: deps.providers });
      return scope === null ? null : views(scope);
    },
    setBudget: (asked, by) => setBudget(asked, by),
    pause: (workflow, reason, by) => pauses.pause(workflow, reason, by),
    resume: (workflow, by) => pauses.resume(workflow, by),
    paused(workflow) {
      const pause = pauses.of(workflow);
      if (pause === null) return null;
      return `paused by ${pause.by}${pause.reason === null ? '' : `: ${pause.reason}`}`;
    },
    workflows: names,
    async reprice(since) {
      const done = await deps.activity.track(reprice(since, { ...deps, gate }));
      // Budgets count what is booked, by whatever price.
      await budgets.reload();
      await judgeAll();
      return done;
    },
    async usage(id, workflow) {
      const kept = await store.bookedUse(id, workflow);
      return kept === null ? null : usageView(kept);
    },
  };
}
