/** How bytes are written as text, strictly: each byte string has one text, so that no variant of a signature passes. */
export const ENCODINGS = ['hex', 'base64', 'base64url'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const ALPHABETS: Readonly<Record<Encoding, RegExp>> = {
  hex: /^(?:[0-9a-f]{2})*$/,
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  // Without padding, as RFC 7515 writes it.
  base64url: /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/,
};

/** The bytes of a canonical text (RFC 4648, section 3.5: unused bits must be zero); `null` where it is not one. */
export function decode(text: string, encoding: Encoding): Uint8Array | null {
  if (!ALPHABETS[encoding].test(text)) return null;
  const bytes = Buffer.from(text, encoding);
  // Hexadecimal digits leave no bit unused.
  return encoding === 'hex' || bytes.toString(encoding) === text ? bytes : null;
}

/** Hexadecimal digits of one case throughout become lower case; any other text stays as it is. */
export function lowerHex(text: string): string {
  return /^[0-9A-F]+$/.test(text) ? text.toLowerCase() : text;
}
