import type { Selectable } from 'kysely';
import { z } from 'zod';
import { PERIODS, scopeKey, type Amount, type BudgetScope, type Period } from '../core/budget.ts';
import type { BudgetSetting, Pause } from '../core/ledger.ts';
import type { BudgetSettingsTable } from './ledger-tables.ts';
import { parseRow } from './stored-json.ts';
import type { Reader, Writer } from './tables.ts';

const SettingRow = z.object({
  scope: z.string(),
  period: z.enum(PERIODS),
  limit_pico: z.bigint().nullable(),
  limit_tokens: z.bigint().transform(Number).nullable(),
  over: z.string(),
  at: z.bigint().transform(Number),
  by: z.string(),
});
const SCOPE = /^(workflow|provider):(.+)$/;

export async function keepBudgetSetting(writer: Writer, setting: BudgetSetting): Promise<void> {
  const { scope, period, limit, over, at, by } = setting;
  const values = {
    limit_pico: limit?.unit === 'usd' ? limit.pico : null,
    limit_tokens: limit?.unit === 'tokens' ? limit.tokens : null,
    over,
    at,
    by,
  };
  await writer
    .insertInto('budget_settings')
    .values({ scope: scopeKey(scope), period, ...values })
    .onConflict((conflict) => conflict.columns(['scope', 'period']).doUpdateSet(values))
    .execute();
}

export async function forgetBudgetSetting(writer: Writer, scope: BudgetScope, period: Period): Promise<void> {
  await writer
    .deleteFrom('budget_settings')
    .where('scope', '=', scopeKey(scope))
    .where('period', '=', period)
    .execute();
}

export async function readBudgetSettings(db: Reader): Promise<readonly BudgetSetting[]> {
  const rows = await db
    .selectFrom('budget_settings')
    .selectAll()
    .orderBy('scope')
    .orderBy('period')
    .execute();
  return rows.map(settingOf);
}

function settingOf(row: Selectable<BudgetSettingsTable>): BudgetSetting {
  const kept = parseRow(SettingRow, row, `budget of ${row.scope} for the ${row.period}`);
  const { period, over, at, by } = kept;
  return { scope: scopeOf(kept.scope), period, limit: limitOf(kept), over, at, by };
}

function scopeOf(key: string): BudgetScope {
  const [, kind, name = ''] = SCOPE.exec(key) ?? [];
  return kind === 'workflow' || kind === 'provider' ? { kind, name } : { kind: 'overall' };
}

function limitOf({ limit_pico: pico, limit_tokens: tokens }: z.output<typeof SettingRow>): Amount | null {
  if (pico !== null) return { unit: 'usd', pico };
  return tokens === null ? null : { unit: 'tokens', tokens };
}

export async function keepPause(writer: Writer, { workflow, at, by, reason }: Pause): Promise<void> {
  await writer
    .insertInto('workflow_pauses')
    .values({ workflow, at, by, reason })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function endPause(writer: Writer, workflow: string): Promise<void> {
  await writer.deleteFrom('workflow_pauses').where('workflow', '=', workflow).execute();
}

export async function readPauses(db: Reader): Promise<readonly Pause[]> {
  const rows = await db.selectFrom('workflow_pauses').selectAll().orderBy('workflow').execute();
  return rows.map(({ workflow, at, by, reason }) => ({ workflow, at: Number(at), by, reason }));
}
