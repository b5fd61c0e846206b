import type { Biller } from './bill.ts';

/** The names that exports give a column, the best first, as `columnName` writes them. */
const NAMES = {
  day: ['usage_date_utc', 'start_time_iso', 'start_time', 'date_utc', 'date', 'usage_date', 'day'],
  amount: ['amount_value', 'cost_usd', 'amount_usd', 'cost', 'amount'],
  currency: ['amount_currency', 'currency'],
  model: ['model', 'model_version', 'model_id'],
  item: ['line_item'],
  key: ['api_key_name', 'api_key', 'api_key_id'],
  kind: ['token_type'],
  costType: ['cost_type', 'usage_type'],
  quantity: ['quantity'],
  quantityUnit: ['quantity_unit'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Column = keyof typeof NAMES;

/** Columns that only one provider's costs have. */
const SIGNS: Readonly<Record<Biller, readonly string[]>> = {
  openai: ['amount_value', 'line_item', 'organization_id'],
  anthropic: ['list_price_usd', 'workspace', 'token_type', 'inference_geo', 'usage_date_utc'],
};
/** Columns of exports that count tokens and know no money. */
const COUNTS = ['num_model_requests', 'n_context_tokens_total', 'usage_output_tokens', 'output_tokens'];

/** What a header row offers. */
export interface Columns {
  /** Where a column stands, counted from 0; `null`: not there. */
  at(column: Column): number | null;
  /** `null`: it could be anybody's. */
  readonly biller: Biller | null;
  readonly countsOnly: boolean;
}

/** The columns of a header row, whatever their order and spelling: `Usage Date (UTC)` is `usage_date_utc`. */
export function findColumns(header: readonly string[]): Columns {
  const names = header.map(columnName);
  const at = (column: Column): number | null => {
    const found = NAMES[column].find((name) => names.includes(name));
    return found === undefined ? null : names.indexOf(found);
  };
  const has = (name: string): boolean => names.includes(name);
  return {
    at,
    biller: SIGNS.openai.some(has) ? 'openai' : SIGNS.anthropic.some(has) ? 'anthropic' : null,
    countsOnly: at('amount') === null && COUNTS.some(has),
  };
}

/** The columns that can't be missing, in words, for who has another file. */
export const NEEDED = `a day (${NAMES.day.join(', ')}) and an amount (${NAMES.amount.join(', ')})`;

function columnName(cell: string): string {
  return cell
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
