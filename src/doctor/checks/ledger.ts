import { clip, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import { DAY_MS } from '../../core/duration.ts';
import type { Finding } from '../../core/finding.ts';
import { sayDollars } from '../../core/amount.ts';
import type { SpendCell } from '../../core/ledger.ts';
import { costOf, totalSums } from '../../core/spend-sums.ts';
import { unpricedModels } from '../../core/unpriced-models.ts';
import type { Check } from '../check.ts';

const SPAN_MS = 7 * DAY_MS;
const MOST_MODELS = 3;
const MAX_NAME = 60;

/** Whether each workflow reports its calls, and whether what they cost is known. */
export const ledgerCheck: Check = {
  about: 'ledger',
  async run({ configuration, database, clock }) {
    if (!configuration.ok || configuration.config.workflows.length === 0) return [];
    const trail = await database?.trail().catch(() => null);
    if (trail === null || trail === undefined) return [];
    const now = clock.now();
    const cells = await trail.spend({
      since: now - SPAN_MS,
      until: now + 1,
      by: ['workflow', 'provider', 'model'],
      everyMs: null,
    });
    return configuration.config.workflows.flatMap(({ name }) =>
      findingsOf(
        name,
        cells.filter(({ workflow }) => workflow === name),
      ),
    );
  },
};

function findingsOf(name: string, cells: readonly SpendCell[]): readonly Finding[] {
  const about = `workflow ${name}`;
  const sums = totalSums(cells);
  if (sums.calls === 0) {
    const fix = 'POST /v1/usage with its key; README, “The ledger”, and examples/usage say how';
    return [{ about, state: 'unknown', detail: 'it has reported no call in 7 days', fix }];
  }
  const calls = countOf(sums.calls, 'call');
  if (sums.unpriced === 0) {
    return [{ about, state: 'ok', detail: `${calls} in 7 days, ${sayDollars(costOf(sums))}`, fix: null }];
  }
  const models = unpricedModels(cells)
    .slice(0, MOST_MODELS)
    .map(({ provider, model }) => `${nameOf(model)} at ${nameOf(provider)}`);
  return [
    {
      about,
      state: 'problem',
      detail: `what ${countOf(sums.unpriced, 'call')} of ${calls} in 7 days cost is not known: ${models.join(', ')}`,
      fix: 'say the price under ledger.providers, or report the usage object; then: npx pithead spend --reprice',
    },
  ];
}

function nameOf(text: string): string {
  return clip(oneLine(text), MAX_NAME);
}
