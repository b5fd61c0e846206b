import { sayDollars } from '../../core/amount.ts';
import { countOf } from '../../core/count-of.ts';
import type { BillLine } from './bill.ts';
import { count, sum, type Compared } from './compared.ts';
import { sizeOf } from './invoice-result.ts';
import { partOf, type Rest, type Step } from './rest.ts';

const CENT = 10_000_000_000n;
const HALF = 2n;

/** True where a bill knows no less than cents, as Anthropic's console exports it. */
export function isInWholeCents(lines: readonly BillLine[]): boolean {
  return lines.every(({ pico }) => pico % CENT === 0n);
}

/** What rounding the lines to cents can come to at most. */
export function roundingOf({ lines }: Pick<Compared, 'lines'>): bigint {
  return (BigInt(lines.length) * CENT) / HALF;
}

/** Differences that are no larger than what rounding can do. Only for a bill in whole cents. */
export function rounding(rests: readonly Rest[]): Step {
  const rounded = rests.filter(isRounding);
  const lines = count(rounded, ({ of }) => of.lines.length);
  const most = sum(rounded, ({ of }) => roundingOf(of));
  const evidence = `${countOf(lines, 'line')} of the bill rounded to cents, which can come to ${sayDollars(most)} at most`;
  return {
    rests: rests.map((rest) => (isRounding(rest) ? { ...rest, pico: 0n } : rest)),
    parts: partOf(
      'rounding',
      sum(rounded, ({ pico }) => pico),
      evidence,
    ),
  };
}

function isRounding({ of, pico }: Rest): boolean {
  return pico !== 0n && sizeOf(pico) <= roundingOf(of);
}
