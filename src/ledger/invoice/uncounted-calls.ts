import { countOf } from '../../core/count-of.ts';
import { count, sum, type Compared } from './compared.ts';
import { ofModels, partOf, sayNames, type Rest, type Step } from './rest.ts';

/** A call of unknown cost is not believed to have cost more than so many times what a call of its model does. */
const TIMES_THE_MEAN = 10n;
/** The same where nobody says which models were billed: what others cost says less of it. */
const TIMES_THE_MEAN_OF_ALL = 2n;

interface Taken {
  readonly rest: Rest;
  readonly unpriced: bigint;
  readonly uncounted: bigint;
}

/**
 * What calls may have come to whose cost the ledger does not know, or knows by an estimate. Where a model has calls of
 * both kinds on a day, the difference is shared out by their number.
 */
export function uncountedCalls(rests: readonly Rest[]): Step {
  const means = meanCosts(rests.map(({ of }) => of));
  const taken = rests.map((rest): Taken => ({ rest, ...take(rest, means.get(rest.of.key) ?? null) }));
  return {
    rests: taken.map(({ rest, unpriced, uncounted }) => ({
      ...rest,
      pico: rest.pico - unpriced - uncounted,
    })),
    parts: [
      ...partOf(
        'unpriced-model',
        sum(taken, (each) => each.unpriced),
        sayUnpriced(taken),
      ),
      ...partOf(
        'missing-stream-usage',
        sum(taken, (each) => each.uncounted),
        sayUncounted(taken),
      ),
    ],
  };
}

function take({ of, pico }: Rest, mean: bigint | null): Omit<Taken, 'rest'> {
  const calls = BigInt(of.unpriced + of.missing + of.estimated);
  if (calls === 0n) return { unpriced: 0n, uncounted: 0n };
  if (pico <= 0n) {
    // Too much can stand in the ledger only where something else than a count was booked.
    const most = of.floor + (mean ?? 0n) * BigInt(of.estimated);
    return { unpriced: 0n, uncounted: -lesser(-pico, most) };
  }
  const times = of.key === null ? TIMES_THE_MEAN_OF_ALL : TIMES_THE_MEAN;
  const byMean = mean === null ? pico : lesser(pico, mean * times * calls);
  const all = lesser(byMean, worthOfTokens(of) ?? byMean);
  const unpriced = (all * BigInt(of.unpriced)) / calls;
  return { unpriced, uncounted: all - unpriced };
}

/**
 * What the ledger's tokens of calls without a price come to at the bill's own price; `null`: the bill says no tokens, or
 * calls are among them whose tokens nobody knows.
 */
function worthOfTokens({ lines, cells, billed, unpriced, missing, estimated }: Compared): bigint | null {
  const billedTokens = lines.reduce<number | null>(
    (all, { tokens }) => (all === null || tokens === null ? null : all + tokens),
    0,
  );
  if (billedTokens === null || billedTokens === 0 || unpriced === 0 || missing + estimated > 0) return null;
  const ours = count(
    cells.filter((cell) => cell.unpriced > 0),
    ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  );
  return (billed * BigInt(ours)) / BigInt(billedTokens);
}

/** What a call of each model costs on average, of those whose cost is known; a model with none is not in it. */
function meanCosts(places: readonly Compared[]): ReadonlyMap<string | null, bigint> {
  const means = new Map<string | null, bigint>();
  for (const [key, all] of Map.groupBy(places, ({ key }) => key)) {
    const known = count(all, ({ calls, unpriced, missing }) => calls - unpriced - missing);
    if (known <= 0) continue;
    const cost = sum(all, ({ booked, floor }) => booked - floor);
    // What was booked afterwards can be less than nothing.
    means.set(key, cost < 0n ? 0n : cost / BigInt(known));
  }
  return means;
}

function sayUnpriced(taken: readonly Taken[]): string {
  const places = taken.filter(({ unpriced }) => unpriced !== 0n).map(({ rest }) => rest.of);
  const calls = count(places, ({ unpriced }) => unpriced);
  return `${countOf(calls, 'call')}${ofModels(places)}${byWorkflows(places, 'unpriced')} whose price the ledger does not know`;
}

function sayUncounted(taken: readonly Taken[]): string {
  const places = taken.filter(({ uncounted }) => uncounted !== 0n).map(({ rest }) => rest.of);
  const missing = count(places, (place) => place.missing);
  const estimated = count(places, (place) => place.estimated);
  const kinds = [
    ...(missing === 0 ? [] : [`${countOf(missing, 'call')} whose tokens nobody counted`]),
    ...(estimated === 0 ? [] : [`${countOf(estimated, 'call')} with estimated tokens`]),
  ];
  return `${kinds.join(' and ')},${ofModels(places)}${byWorkflows(places, 'missing', 'estimated')}`;
}

function byWorkflows(
  places: readonly Compared[],
  ...kinds: readonly ('unpriced' | 'missing' | 'estimated')[]
): string {
  const cells = places.flatMap(({ cells }) => cells).filter((cell) => kinds.some((kind) => cell[kind] > 0));
  const names = sayNames(cells.map(({ workflow }) => workflow));
  return names === '' ? '' : ` by ${names}`;
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
