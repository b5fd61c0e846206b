import type { Json } from '../core/json.ts';

// Stripe, "Supported currencies": amounts come in the smallest unit, which for these is the unit itself (UGX and ISK
// have none either, but are sent in hundredths) or a thousandth.
const NO_DECIMALS = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMALS = new Set('bhd jod kwd omr tnd'.split(' '));

/** `$12.50`, `¥500`, `KWD 1.500` of an amount in the currency's smallest unit; `null` where either is no such thing. */
export function money(amount: Json, currency: Json): string | null {
  const digits = typeof amount === 'number' && Number.isSafeInteger(amount) ? String(amount) : amount;
  if (typeof digits !== 'string' || !/^-?\d{1,30}$/.test(digits)) return null;
  if (typeof currency !== 'string' || !/^[a-z]{3}$/i.test(currency)) return null;
  const code = currency.toLowerCase();
  const decimals = NO_DECIMALS.has(code) ? 0 : THREE_DECIMALS.has(code) ? 3 : 2;
  const sign = digits.startsWith('-') ? '-' : '';
  const padded = digits.slice(sign.length).padStart(decimals + 1, '0');
  const whole = padded.slice(0, padded.length - decimals).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const fraction = decimals === 0 ? '' : `.${padded.slice(-decimals)}`;
  return `${sign}${symbol(code)}${whole}${fraction}`;
}

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['usd', '$'],
  ['eur', '€'],
  ['gbp', '£'],
  ['jpy', '¥'],
]);

function symbol(code: string): string {
  return SYMBOLS.get(code) ?? `${code.toUpperCase()} `;
}
