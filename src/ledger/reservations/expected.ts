import type { Asked } from '../../core/decide-reservation.ts';
import type { ReserveAsked } from '../../core/reserving.ts';
import { NO_BUCKETS, sumOfKnown } from '../../core/usage.ts';
import type { LedgerDeps } from '../deps.ts';

/** What a call comes to: what the caller says, else what its tokens cost by the prices of `now` (epoch milliseconds). */
export function expectedOf(
  { estimate, provider, model }: ReserveAsked,
  { prices, providerOf }: Pick<LedgerDeps, 'prices' | 'providerOf'>,
  now: number,
): Asked {
  const { inputTokens, outputTokens } = estimate;
  const tokens = sumOfKnown([inputTokens, outputTokens]);
  const priced =
    provider === null
      ? null
      : prices.price({
          provider: providerOf(provider),
          // Where everything is free, nobody needs to know which model it is; elsewhere nobody knows the price of none.
          model: model ?? '',
          usage: null,
          at: now,
          estimate: {
            input: { ...NO_BUCKETS.input, fresh: inputTokens ?? 0 },
            output: { ...NO_BUCKETS.output, visible: outputTokens ?? 0 },
          },
        });
  const free = priced?.status === 'free';
  const byTokens = tokens === null ? null : (priced?.costPico ?? null);
  return { pico: estimate.pico ?? byTokens, tokens, free };
}
