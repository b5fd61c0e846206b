import type { SpendSums } from './ledger.ts';

export const NO_SUMS: SpendSums = {
  calls: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  paidTokens: 0,
  costPico: 0n,
  adjustedPico: 0n,
  floorPico: 0n,
  unpriced: 0,
  estimated: 0,
  missing: 0,
};

/** What calls cost by now, in pico-USD: as it was booked, and what was booked afterwards. */
export function costOf({ costPico, adjustedPico }: Pick<SpendSums, 'costPico' | 'adjustedPico'>): bigint {
  return costPico + adjustedPico;
}

export function addSums(one: SpendSums, other: SpendSums): SpendSums {
  return {
    calls: one.calls + other.calls,
    inputTokens: one.inputTokens + other.inputTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    paidTokens: one.paidTokens + other.paidTokens,
    costPico: one.costPico + other.costPico,
    adjustedPico: one.adjustedPico + other.adjustedPico,
    floorPico: one.floorPico + other.floorPico,
    unpriced: one.unpriced + other.unpriced,
    estimated: one.estimated + other.estimated,
    missing: one.missing + other.missing,
  };
}

export function totalSums(all: readonly SpendSums[]): SpendSums {
  return all.reduce(addSums, NO_SUMS);
}
