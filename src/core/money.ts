const PICO = 1_000_000_000_000n;
const LEAST_DIGITS = 2;

/** Pico-USD as a decimal string of dollars: `"0.008229"`, `"12.50"`; exact, two digits after the point at least. */
export function dollarsOf(pico: bigint): string {
  const sign = pico < 0n ? '-' : '';
  const size = pico < 0n ? -pico : pico;
  const digits = (size % PICO).toString().padStart(12, '0').replace(/0+$/, '').padEnd(LEAST_DIGITS, '0');
  return `${sign}${size / PICO}.${digits}`;
}

/** The pico-USD of a decimal number of dollars, with or without a `$`; `null` where the text is none, or finer than pico. */
export function picoOf(dollars: string): bigint | null {
  const [, whole, fraction = ''] = /^\$?(\d{1,12})(?:\.(\d{1,12}))?$/.exec(dollars.trim()) ?? [];
  return whole === undefined ? null : BigInt(whole) * PICO + BigInt(fraction.padEnd(12, '0'));
}
