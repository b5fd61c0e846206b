import { sumOfKnown, type UsageBuckets } from '../../core/usage.ts';

/** What tokens are counted of. */
export const TOKENS_OF = ['input', 'output', 'total'] as const;
export type TokensOf = (typeof TOKENS_OF)[number];

/** The tokens of a call, cached and reasoning ones among them; `null`: the provider did not say. */
export function tokensOf(usage: UsageBuckets | null, of: TokensOf): number | null {
  if (usage === null) return null;
  const { input, output } = usage;
  const sent = sumOfKnown([input.fresh, input.cacheRead, input.cacheWrite]);
  const came = sumOfKnown([output.visible, output.reasoning]);
  if (of === 'input') return sent;
  if (of === 'output') return came;
  return sent === null || came === null ? null : sent + came;
}
