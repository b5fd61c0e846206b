import { onTestFinished } from 'vitest';
import { DIGEST_KEY, OTHER_KEY, startReporting, type Answer, type Reporting } from './reporting.ts';

/** Two workflows, of which `digest` may spend a dollar a day, and a machine of one's own. */
export const DOLLAR_A_DAY = {
  workflows: { digest: { key: DIGEST_KEY, budget: { day: '$1.00' } }, other: { key: OTHER_KEY } },
  providers: { ollama: { api: 'openai', baseUrl: 'http://127.0.0.1:11434/v1', free: true } },
} as const;

/** The whole program, until the test is over. */
export async function startReserving(
  overrides: Parameters<typeof startReporting>[1] = {},
  config: Readonly<Record<string, unknown>> = DOLLAR_A_DAY,
): Promise<Reporting> {
  const ledger = await startReporting(config, overrides);
  onTestFinished(() => ledger.stop());
  return ledger;
}

/** A call of gpt-4o, which the price table knows. */
const GPT = { provider: 'openai', model: 'gpt-4o' } as const;

export function reserve(
  ledger: Reporting,
  id: string | null,
  estimate: unknown,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const { key = DIGEST_KEY, ...body } = more;
  const bearing = typeof key === 'string' ? key : null;
  return ledger.post(
    '/v1/reservations',
    { ...(id === null ? {} : { id }), ...GPT, estimate, ...body },
    bearing,
  );
}

export function settle(
  ledger: Reporting,
  id: string,
  body: unknown = {},
  key: string = DIGEST_KEY,
): Promise<Answer> {
  return ledger.post(`/v1/reservations/${encodeURIComponent(id)}/settle`, body, key);
}

export function cancel(ledger: Reporting, id: string, key: string = DIGEST_KEY): Promise<Answer> {
  return ledger.post(`/v1/reservations/${encodeURIComponent(id)}/cancel`, {}, key);
}

/** What the first budget of a workflow, of `provider:NAME` or `overall` says: spent, reserved, left. */
export async function figures(ledger: Reporting, name = 'digest'): Promise<readonly unknown[]> {
  const [budget] = (await ledger.get(`/v1/budgets/${name}`)).list;
  return [budget?.['spentUsd'], budget?.['reservedUsd'], budget?.['remainingUsd']];
}

/** How many answers have which status. */
export function statuses(answers: readonly Answer[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** What is booked in all. */
export async function totals(ledger: Reporting): Promise<unknown> {
  const { calls, costUsd, floorUsd, unpricedCalls } = (await ledger.get('/v1/spend')).body;
  return { calls, costUsd, floorUsd, unpricedCalls };
}

/** What an end was answered with. */
export function said({ status, body }: Answer): readonly unknown[] {
  return [status, body['state'], body['costUsd']];
}
