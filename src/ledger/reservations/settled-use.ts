import type { Spent } from '../../core/budget.ts';
import type { BookedUse, Reservation } from '../../core/ledger.ts';
import type { SettleAsked } from '../../core/reserving.ts';
import { NO_BUCKETS, sumOfKnown, type ModelUse } from '../../core/usage.ts';
import { bookedUse } from '../booked-use.ts';
import type { LedgerDeps } from '../deps.ts';

/** What stands for a provider or a model that the caller did not name. */
const UNNAMED = '(not named)';
/** Of what nobody reported: anything that a caller says of the call tells more. */
const FLOOR_FULLNESS = 0;
/** Of a sum that the caller states: as much as a whole usage object. */
const STATED_FULLNESS = 5;

type PricingDeps = Pick<LedgerDeps, 'prices' | 'providerOf'>;

/**
 * What a reservation is booked as, under its own id, so that whatever is said of the call counts once. What nobody knows of
 * it counts as it was held, and is marked so. `reported`: as the caller's record alone would be booked; `null`: there is none.
 */
export function settledUse(
  reservation: Reservation,
  asked: SettleAsked,
  deps: PricingDeps,
): { readonly use: BookedUse; readonly reported: BookedUse | null } {
  const { workflow, id, held } = reservation;
  switch (asked.kind) {
    case 'use': {
      const reported = priced({ ...asked.use, workflow, id }, deps);
      return { use: atLeastHeld(reported, held), reported };
    }
    case 'cost': {
      const use: BookedUse = {
        ...floorUse(reservation, deps),
        costPico: asked.pico,
        priceStatus: 'reported',
        fullness: STATED_FULLNESS,
      };
      return { use, reported: null };
    }
    case 'unknown':
      return { use: floorUse(reservation, deps), reported: null };
    default:
      return asked satisfies never;
  }
}

/** A call of which nobody said anything, as of when it was announced: it came to what was held, or is free. */
export function floorUse(reservation: Reservation, deps: PricingDeps): BookedUse {
  const { id, workflow, at, provider, model, held } = reservation;
  const use = {
    id,
    workflow,
    at,
    provider: provider ?? UNNAMED,
    model: model ?? UNNAMED,
    usage: null,
    estimate: null,
    partial: false,
    tier: null,
    latencyMs: null,
    traceId: null,
    trigger: null,
    promptHash: null,
  };
  return { ...atLeastHeld(priced(use, deps), held), fullness: FLOOR_FULLNESS };
}

function priced(use: ModelUse, { prices, providerOf }: PricingDeps): BookedUse {
  return bookedUse(use, providerOf(use.provider), prices);
}

/** Else a budget would have room again for what was spent all the same. Where nothing was held, unknown stays unknown. */
function atLeastHeld(use: BookedUse, held: Spent): BookedUse {
  if (use.priceStatus === 'free') return use;
  const { input, output } = use.buckets;
  const isCounted = sumOfKnown([...Object.values(input), ...Object.values(output)]) !== null;
  const tokens = isCounted || held.tokens === 0 ? null : held.tokens;
  const pico = use.costPico !== null || held.pico === 0n ? null : held.pico;
  return {
    ...use,
    buckets: tokens === null ? use.buckets : { ...NO_BUCKETS, input: { ...NO_BUCKETS.input, fresh: tokens } },
    costPico: use.costPico ?? pico,
    priceStatus: use.costPico === null && (pico ?? tokens) !== null ? 'floor' : use.priceStatus,
  };
}
