import { count, sum, type Compared } from './compared.ts';
import { bySize, isSlight, sizeOf, type InvoicePart } from './invoice-result.ts';
import { roundingOf } from './rounding.ts';
import { modelOf, ofModels, onDays, partOf, type Rest, type Step } from './rest.ts';

/** Fewer days at the same ratio may be chance. */
const LEAST_DAYS = 3;
/** Two counts of the same calls: they differ by 1 in 200 at most. */
const SAME_COUNT = 200;
const MOST_MODELS_SAID = 10;
const PER_CENT = 100n;

/**
 * Models whose calls all have a known cost, and whose tokens are those of the bill, or that were billed at the same ratio
 * to it on every day.
 */
export function priceDifferences(rests: readonly Rest[], wholeCents: boolean): Step {
  const groups = Map.groupBy(
    rests.filter(({ of }) => isCounted(of) && of.calls > 0 && of.lines.length > 0),
    ({ of }) => of.key,
  );
  const found = [...groups.values()].filter((group) => isPrice(group, wholeCents));
  const explained = new Set(found.flat());
  return {
    rests: rests.map((rest) => (explained.has(rest) ? { ...rest, pico: 0n } : rest)),
    parts: saidByModel(found),
  };
}

/** A part for each of the models where it makes most, and one for the others. */
function saidByModel(found: readonly (readonly Rest[])[]): readonly InvoicePart[] {
  const sorted = found.toSorted((one, other) => bySize(differenceOf(one), differenceOf(other)));
  const others = sorted.slice(MOST_MODELS_SAID).flat();
  return [
    ...sorted
      .slice(0, MOST_MODELS_SAID)
      .flatMap((group) => partOf('price-difference', differenceOf(group), say(group))),
    ...partOf('price-difference', differenceOf(others), 'other models, each at a ratio of its own'),
  ];
}

function isCounted({ unpriced, missing, estimated, floor }: Compared): boolean {
  return unpriced + missing + estimated === 0 && floor === 0n;
}

function isPrice(group: readonly Rest[], wholeCents: boolean): boolean {
  const tokens = billedTokens(group.map(({ of }) => of));
  if (tokens !== null) return isSameCount(tokens, bookedTokens(group.map(({ of }) => of)));
  return isSameRatio(group, wholeCents);
}

/** Each day's part of the bill is to the ledger's as the whole is, but for what rounding does to it. */
function isSameRatio(group: readonly Rest[], wholeCents: boolean): boolean {
  const booked = sum(group, ({ of }) => of.booked);
  const billed = booked + differenceOf(group);
  const slack = (of: Compared): bigint => (wholeCents ? roundingOf(of) : 0n);
  const beyondRounding = sizeOf(billed - booked) > sum(group, ({ of }) => slack(of));
  if (group.length < LEAST_DAYS || booked <= 0n || !beyondRounding || isSlight(billed - booked, booked))
    return false;
  return group.every(({ of, pico }) => {
    const day = of.booked + pico;
    return sizeOf(day * booked - of.booked * billed) <= booked * (sizeOf(day) / PER_CENT + slack(of));
  });
}

function differenceOf(group: readonly Rest[]): bigint {
  return sum(group, ({ pico }) => pico);
}

/** What the bill counts; `null`: it does not, or not in every line. */
export function billedTokens(places: readonly Compared[]): number | null {
  let all: number | null = null;
  for (const { tokens } of places.flatMap(({ lines }) => lines)) {
    if (tokens === null) return null;
    all = (all ?? 0) + tokens;
  }
  return all;
}

export function bookedTokens(places: readonly Compared[]): number {
  return count(
    places.flatMap(({ cells }) => cells),
    ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  );
}

function isSameCount(one: number, other: number): boolean {
  return one > 0 && Math.abs(one - other) * SAME_COUNT <= one;
}

function say(group: readonly Rest[]): string {
  const places = group.map(({ of }) => of);
  const booked = sum(places, (place) => place.booked);
  const ratio = booked === 0n ? null : Number(((booked + differenceOf(group)) * 1_000n) / booked) / 1_000;
  const times =
    ratio === null
      ? 'billed, and nothing by the ledger’s price'
      : `billed at ${ratio} times the ledger’s price`;
  const [first] = places;
  const what =
    first === undefined || modelOf(first) === null ? 'everything' : ofModels(places).slice(' of '.length);
  return `${what}: ${times}${onDays(places)}${billedTokens(places) === null ? '' : ', for the same tokens'}`;
}
