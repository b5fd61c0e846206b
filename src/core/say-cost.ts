import { clip, oneLine } from './clip.ts';
import { countOf } from './count-of.ts';
import type { SpendRow, UnpricedModel } from './ledger-views.ts';
import { picoOfUsd, sayUsd } from './usd.ts';

const MOST_MODELS = 3;
const MAX_NAME = 40;

/** What calls cost: `$8.20`, `at least $8.20` where the cost of some is not known, `unknown` where it is of none. */
export function sayCost({ costUsd, unpricedCalls }: Pick<SpendRow, 'costUsd' | 'unpricedCalls'>): string {
  if (costUsd === null) return 'unknown';
  return unpricedCalls === 0 ? sayUsd(costUsd) : `at least ${sayUsd(costUsd)}`;
}

/** What a total does not hold or holds with a reserve, a line each. `models`: whose cost is not known, as far as is said. */
export function spendNotes(
  total: Omit<SpendRow, 'key'>,
  models: readonly UnpricedModel[],
): readonly string[] {
  const { unpricedCalls, estimatedCalls, missingCalls, adjustedUsd, floorUsd } = total;
  const [adjusted, floor] = [picoOfUsd(adjustedUsd), picoOfUsd(floorUsd)];
  return [
    ...(unpricedCalls === 0
      ? []
      : [`${countOf(unpricedCalls, 'call')} of unknown cost, not in the total${sayModels(models)}`]),
    ...(estimatedCalls === 0 ? [] : [`${countOf(estimatedCalls, 'call')} with estimated tokens`]),
    ...(missingCalls === 0 ? [] : [`${countOf(missingCalls, 'call')} whose tokens nobody counted`]),
    ...(adjusted === 0n ? [] : [`${sayUsd(adjustedUsd)} of it was booked afterwards, by newer prices`]),
    ...(floor === 0n ? [] : [`${sayUsd(floorUsd)} of it is what was reserved and never settled`]),
  ];
}

function sayModels(models: readonly UnpricedModel[]): string {
  if (models.length === 0) return '';
  const listed = models
    .slice(0, MOST_MODELS)
    .map(({ provider, model }) => `${nameOf(model)} at ${nameOf(provider)}`);
  const more = models.length - listed.length;
  return `: ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function nameOf(text: string): string {
  return clip(oneLine(text), MAX_NAME) || 'an unknown one';
}
