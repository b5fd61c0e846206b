import { dollarsOf } from '../core/money.ts';
import { roundStep } from './round-step.ts';

const MOST_STEPS = 5;
const ROOM_ABOVE = 1.05;
/** A budget far above all bars would press them flat; it is named instead of drawn. */
const FAR_ABOVE = 3;
const NOTHING_SPENT = 10_000_000_000;
/** No axis is finer: its labels would be wider than their room. */
const LEAST_TOP = 10_000_000;

export interface DollarAxis {
  /** Where it ends; it begins at 0. Pico-USD. */
  readonly topPico: bigint;
  readonly ticks: readonly { readonly pico: bigint; readonly label: string }[];
}

/** An axis with room for the highest bar, and for the budget where that is not far above it. All in pico-USD. */
export function dollarAxis(highest: bigint, budget: bigint | null): DollarAxis {
  const near =
    budget !== null && (highest === 0n || Number(budget) <= Number(highest) * FAR_ABOVE) ? budget : 0n;
  const most = near > highest ? near : highest;
  const needed = most > 0n ? Math.max(Number(most) * ROOM_ABOVE, LEAST_TOP) : NOTHING_SPENT;
  const step = BigInt(roundStep(needed / MOST_STEPS));
  const steps = Math.ceil(needed / Number(step));
  const ticks = Array.from({ length: steps + 1 }, (_, i) => ({
    pico: step * BigInt(i),
    label: i === 0 ? '0' : `$${shortest(step * BigInt(i), step)}`,
  }));
  return { topPico: step * BigInt(steps), ticks };
}

/** With as many digits after the point as the step has: `2`, `1.50`, `0.0004`. */
function shortest(pico: bigint, step: bigint): string {
  const digits = /\.0*$/.test(dollarsOf(step)) ? 0 : (dollarsOf(step).split('.')[1] ?? '').length;
  const [whole = '0', fraction = ''] = dollarsOf(pico).split('.');
  return digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`;
}
