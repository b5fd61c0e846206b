import type { Secret } from '../../core/secret.ts';
import { anthropicCosts } from './anthropic-costs.ts';
import type { Bill, Biller } from './bill.ts';
import type { CostReport } from './cost-report.ts';
import { openaiCosts } from './openai-costs.ts';
import { readPages, type FetchProblem, type GetJson } from './pages.ts';
import { dayStart } from './read-day.ts';
import type { Span } from './span.ts';

/** By whose bill it is; a new one is a new file and a line here. */
const REPORTS = {
  openai: openaiCosts,
  anthropic: anthropicCosts,
} as const satisfies Record<Biller, CostReport>;

export type BillFetched =
  | { readonly ok: true; readonly bill: Bill }
  | { readonly ok: false; readonly problem: FetchProblem };

/** Asks a provider for its costs of whole UTC days. `baseUrl`: where else than at the provider itself. Never rejects. */
export async function fetchBill(
  biller: Biller,
  span: Span,
  given: { readonly adminKey: Secret; readonly getJson: GetJson; readonly baseUrl?: string },
): Promise<BillFetched> {
  const report: CostReport = REPORTS[biller];
  const { url, headers } = report.request(span, given.adminKey.reveal(), given.baseUrl);
  const read = await readPages(given.getJson, { url, headers, item: report.bucket, name: report.name });
  if (!read.ok) return read;
  const lines = read.items.flat().filter(({ day }) => day !== null && isWithin(dayStart(day), span));
  return { ok: true, bill: { provider: biller, lines, from: span.from, until: span.until } };
}

function isWithin(at: number, { from, until }: Span): boolean {
  return from <= at && at < until;
}
