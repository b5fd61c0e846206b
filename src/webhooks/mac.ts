import { createHmac, type KeyObject } from 'node:crypto';

/**
 * The message authentication code of what was signed (RFC 2104). By way of hexadecimal digits: a digest that is asked for
 * as bytes gets a buffer of its own, which takes longer than the digest.
 */
export function macOf(algorithm: string, key: KeyObject, signed: Uint8Array): Uint8Array {
  return Buffer.from(createHmac(algorithm, key).update(signed).digest('hex'), 'hex');
}
