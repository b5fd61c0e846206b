import type { Config } from '../config.ts';
import { budgetsInForce } from '../ledger/budgets/budgets-in-force.ts';
import { budgetViews } from '../ledger/budgets/read-budgets.ts';
import { scopeNamed } from '../ledger/budgets/set-budget.ts';
import { readHistory } from '../ledger/budgets/spend-history.ts';
import { createStandings } from '../ledger/budgets/standings.ts';
import type { BudgetView } from '../core/ledger-views.ts';
import type { LedgerReader } from '../core/ledger.ts';
import { chargedBy } from './charged.ts';

/**
 * Budgets as the database has them, whether or not the program runs: of one workflow, of `provider:NAME`, `overall` or
 * (`null`) of all. `null`: there is no such thing. `now`: epoch milliseconds.
 */
export async function readBudgets(
  config: Config,
  reader: LedgerReader,
  now: number,
  target: string | null,
): Promise<readonly BudgetView[] | null> {
  const { workflows, canaries, providers } = chargedBy(config);
  const known = { workflows: [...workflows, ...canaries], providers };
  const scope = target === null ? null : scopeNamed(target, known);
  if (target !== null && scope === null) return null;
  const { anchor, budgets } = config.ledger;
  const standings = createStandings(reader, anchor);
  await standings.load(budgetsInForce(budgets, await reader.budgetSettings()), now);
  const reservations = await reader.openReservations();
  for (const reservation of reservations) standings.hold(reservation);
  const pauses = await reader.pauses();
  const facts = { standings: standings.all(now), pauses, reservations, workflows };
  return budgetViews(facts, scope, { reader, anchor, now, history: (at) => readHistory(reader, at) });
}
