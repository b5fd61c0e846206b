import type { LedgerActions } from '../core/ledger-actions.ts';
import type { RecordUse } from '../core/usage.ts';
import { budgetsInForce, type BudgetInForce } from './budgets-in-force.ts';
import { createWarn } from './count.ts';
import type { LedgerDeps } from './deps.ts';
import { createForecasts } from './forecasts.ts';
import { createLeases } from './leases.ts';
import { createOnce } from './once.ts';
import { createOwnCalls } from './own-calls.ts';
import { createPauses } from './pauses.ts';
import { budgetViews } from './read-budgets.ts';
import { createRecord } from './record.ts';
import { reprice } from './reprice.ts';
import { createReserve } from './reserve.ts';
import { createSetBudget, scopeNamed } from './set-budget.ts';
import { createSettle } from './settle.ts';
import { createStandings } from './standings.ts';
import { createTellWarning } from './tell-warning.ts';
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
  readonly canaries: () => readonly string[];
  /** Providers that may have a budget. */
  readonly providers: readonly string[];
}

/** Puts the parts together; each of them is a file of its own. */
export function createLedger(deps: LedgerParts): Ledger {
  const { store, clock, settings } = deps;
  const { anchor } = settings;
  const standings = createStandings(store, anchor);
  const forecasts = createForecasts({
    ...deps,
    standings: () => standings.all(clock.now()),
    judge: (standing, ahead) => warn.judge(standing, ahead),
  });
  const warn = createWarn({
    ...deps,
    standings,
    tell: createTellWarning(deps),
    later: () => forecasts.later(),
  });
  const names = (): readonly string[] => [...deps.workflows, ...deps.canaries()];
  const leases = createLeases(deps);
  const pauses = createPauses({ ...deps, names });
  const record = createRecord({ ...deps, count: warn.count, once: createOnce(deps.tell) });
  const settling = createSettle({ ...deps, standings, leases, count: warn.count });
  const reserving = createReserve({
    ...deps,
    standings,
    leases,
    pauses,
    expire: (one) => settling.expire(one),
  });
  let inForce: readonly BudgetInForce[] = [];

  async function reload(): Promise<void> {
    inForce = budgetsInForce(settings.budgets, await store.budgetSettings());
    await standings.load(inForce, clock.now());
  }

  async function views(only: Parameters<typeof budgetViews>[1]): ReturnType<typeof budgetViews> {
    const now = clock.now();
    const facts = {
      standings: standings.all(now),
      pauses: pauses.all(),
      reservations: await store.openReservations(),
      workflows: deps.workflows,
    };
    return budgetViews(facts, only, { reader: store, anchor, now });
  }

  const setBudget = createSetBudget({ ...deps, names, inForce: () => inForce, reload, views });
  return {
    async start() {
      await pauses.load();
      await reload();
      await reserving.load();
    },
    async catchUp() {
      for (const standing of standings.all(clock.now())) await warn.catchUp(standing);
      if (inForce.length > 0) forecasts.later();
    },
    stop() {
      forecasts.stop();
      leases.stop();
    },
    record,
    recordOwn: createOwnCalls(record, deps),
    reserve: (asked) => reserving.reserve(asked),
    settle: (workflow, id, asked) => settling.settle(workflow, id, asked),
    cancel: (workflow, id) => settling.cancel(workflow, id),
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
      const done = await deps.activity.track(reprice(since, deps));
      // Budgets count what is booked, by whatever price.
      await reload();
      return done;
    },
    async usage(id, workflow) {
      const kept = await store.bookedUse(id, workflow);
      return kept === null ? null : usageView(kept);
    },
  };
}
