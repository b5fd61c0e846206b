import { sayDollars } from './amount.ts';
import { picoOf } from './money.ts';

/** Pico-USD of a decimal string of dollars as views hold it, below nothing too. Throws `RangeError` on any other text. */
export function picoOfUsd(usd: string): bigint {
  const size = picoOf(usd.replace(/^-/, ''));
  if (size === null) throw new RangeError(`"${usd}" is no amount of dollars`);
  return usd.startsWith('-') ? -size : size;
}

/** The same for a person: `$1.24`, `−$0.12`. Throws `RangeError` where it is no amount. */
export function sayUsd(usd: string): string {
  return sayDollars(picoOfUsd(usd));
}
