import { sayDollars } from '../../core/amount.ts';
import type { SpendCell } from '../../core/ledger.ts';
import type { Bill, BillLine } from './bill.ts';
import { byModel } from './by-model.ts';
import { bookedOf, compare, sum } from './compared.ts';
import { bySize, isSlight, type InvoicePart, type InvoiceResult } from './invoice-result.ts';
import { priceDifferences } from './price-differences.ts';
import { partOf, sayWorth, type Rest, type Step } from './rest.ts';
import { isInWholeCents, rounding } from './rounding.ts';
import { uncountedCalls } from './uncounted-calls.ts';
import { untrackedKeys } from './untracked-keys.ts';
import { untrackedUse } from './untracked-use.ts';

/** What the ledger has of the same dates by another zone's days. */
export interface OtherZone {
  /** IANA name. */
  readonly name: string;
  readonly bookedPico: bigint;
}

/**
 * Holds a bill against the ledger and puts the difference down to causes, one after the other, each by a rule that can be
 * told to a person; what none of them explains is left over. The parts and the rest are the difference, exactly.
 * `booked`: the provider's cells of the bill's span, by workflow and model, and by UTC day where the bill has days.
 */
export function reconcile(
  bill: Bill,
  booked: readonly SpendCell[],
  options: { readonly otherZone: OtherZone | null; readonly otherProviders: readonly string[] },
): InvoiceResult {
  const credits = bill.lines.filter(({ pico }) => pico < 0n);
  const charges = bill.lines.filter(({ pico }) => pico >= 0n);
  const { compared, extras } = compare(charges, booked);
  const wholeCents = isInWholeCents(bill.lines);
  const billedPico = sum(bill.lines, ({ pico }) => pico);
  const bookedPico = sum(booked, bookedOf);
  const differencePico = billedPico - bookedPico;
  const cut = (left: bigint) => zoneCut(left, billedPico, bookedPico, options.otherZone);
  const credited = creditsOf(credits);
  // Days of another zone that explain all of it leave nothing for causes that would each explain a day.
  const isCut = cut(differencePico - totalOf(credited)).length > 0;
  const looked = inOrder(
    compared.map((of) => ({ of, pico: of.billed - of.booked })),
    isCut
      ? []
      : [
          untrackedUse,
          uncountedCalls,
          untrackedKeys,
          (rests) => pricesBut(extras, rests, wholeCents),
          ...(wholeCents ? [rounding] : []),
        ],
  );
  const beside = besideModels(extras, looked.rests);
  const found = [...credited, ...looked.parts, ...(isCut ? [] : beside.parts)];
  const parts = [...found, ...cut(differencePico - totalOf(found))];
  return {
    provider: bill.provider,
    from: bill.from,
    until: bill.until,
    billedPico,
    bookedPico,
    differencePico,
    parts: parts.toSorted((one, other) => bySize(one.pico, other.pico)),
    unexplainedPico: differencePico - totalOf(parts),
    byModel: byModel(looked.rests, extras, beside.left),
    otherProviders: booked.length === 0 ? options.otherProviders : [],
  };
}

function inOrder(rests: readonly Rest[], causes: readonly ((rests: readonly Rest[]) => Step)[]): Step {
  return causes.reduce<Step>(
    (before, cause) => {
      const { rests, parts } = cause(before.rests);
      return { rests, parts: [...before.parts, ...parts] };
    },
    { rests, parts: [] },
  );
}

function creditsOf(lines: readonly BillLine[]): readonly InvoicePart[] {
  return partOf(
    'credit',
    sum(lines, ({ pico }) => pico),
    'credits and corrections, which the ledger knows nothing of',
  );
}

/**
 * What was billed for searches and the like. The ledger has such cost with the calls that made it, so first it is held
 * against what models have too much there.
 */
function besideModels(
  extras: readonly BillLine[],
  rests: readonly Rest[],
): { readonly parts: readonly InvoicePart[]; readonly left: bigint } {
  const billed = sum(extras, ({ pico }) => pico);
  const groups = [...Map.groupBy(rests, ({ of }) => of.key).values()];
  const tooMuch = sum(groups, (group) => {
    const rest = sum(group, ({ pico }) => pico);
    return rest < 0n ? -rest : 0n;
  });
  const left = billed < tooMuch ? billed : tooMuch;
  const kinds = [...Map.groupBy(extras, ({ kind }) => kind ?? 'something that is not named')];
  const named = kinds.slice(0, 3).map(([kind, lines]) =>
    sayWorth(
      kind,
      sum(lines, ({ pico }) => pico),
    ),
  );
  const evidence = `not of a model’s tokens, and not in the ledger: ${named.join(', ')}`;
  return { parts: partOf('untracked-key', billed - left, evidence), left };
}

/** Not of models that have too much by just what was billed beside models: that stands with their calls, and is no price. */
function pricesBut(extras: readonly BillLine[], rests: readonly Rest[], wholeCents: boolean): Step {
  const billed = sum(extras, ({ pico }) => pico);
  const groups = [...Map.groupBy(rests, ({ of }) => of.key).values()];
  const tooMuch = groups.filter((group) => sum(group, ({ pico }) => pico) < 0n).flat();
  const isBeside = billed > 0n && isSlight(billed + sum(tooMuch, ({ pico }) => pico), billed);
  const apart = new Set(isBeside ? tooMuch : []);
  const looked = priceDifferences(
    rests.filter((rest) => !apart.has(rest)),
    wholeCents,
  );
  return { rests: [...looked.rests, ...apart], parts: looked.parts };
}

/** Taken as the cause only where it makes all fit that does not fit otherwise. */
function zoneCut(
  left: bigint,
  billed: bigint,
  booked: bigint,
  zone: OtherZone | null,
): readonly InvoicePart[] {
  if (zone === null || isSlight(left, billed)) return [];
  const moved = zone.bookedPico - booked;
  if (!isSlight(left - moved, billed)) return [];
  const evidence = `by the days of ${zone.name} the ledger has ${sayDollars(zone.bookedPico)}, which fits`;
  return partOf('time-zone-cut', moved, evidence);
}

function totalOf(parts: readonly InvoicePart[]): bigint {
  return sum(parts, ({ pico }) => pico);
}
