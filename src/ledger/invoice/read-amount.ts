const DECIMAL = /^(-?)\$?(\d{0,12})(?:\.(\d{0,60}))?(?:e([+-]?\d{1,2}))?$/i;
const PICO_DIGITS = 12;
const CENT_DIGITS = 10;

/**
 * Dollars as pico-USD: `0.0038359800000000`, `-1.5`, `1.2e-05`, `$3`. What is finer than pico is rounded, half away
 * from zero. `null` where the text is no decimal number.
 */
export function picoOfDollars(text: string): bigint | null {
  return scaled(text, PICO_DIGITS);
}

/** The same of cents, as Anthropic's cost report writes them: `"123.45"` is $1.2345. */
export function picoOfCents(text: string): bigint | null {
  return scaled(text, CENT_DIGITS);
}

/** The number times 10 to the power of `digits`. */
function scaled(text: string, digits: number): bigint | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text.trim()) ?? [];
  if (sign === undefined || whole + fraction === '') return null;
  const power = digits + Number(exponent) - fraction.length;
  const size = BigInt(whole + fraction);
  const value = power >= 0 ? size * 10n ** BigInt(power) : rounded(size, 10n ** BigInt(-power));
  return sign === '-' ? -value : value;
}

function rounded(size: bigint, unit: bigint): bigint {
  return (size + unit / 2n) / unit;
}
