import { hash, timingSafeEqual } from 'node:crypto';

/** No signature or digest is longer; longer tokens are compared by their hashes. */
const PADDED_BYTES = 64;
// Used again and again: an allocation of its own costs more than the rest of a comparison.
const LEFT = new Uint8Array(PADDED_BYTES);
const RIGHT = new Uint8Array(PADDED_BYTES);

/** Whether two byte strings are the same, in a time that tells nothing of their content or lengths. The only comparison. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  const short = a.length <= PADDED_BYTES && b.length <= PADDED_BYTES;
  const same = short ? samePadded(a, b) : timingSafeEqual(digest(a), digest(b));
  return same && a.length === b.length;
}

/** Index of the first expected value that any given one equals, or -1. Every pair is compared, whatever was found. */
export function firstMatch(expected: readonly Uint8Array[], given: readonly Uint8Array[]): number {
  let found = -1;
  expected.forEach((value, index) => {
    for (const candidate of given) if (sameBytes(value, candidate) && found === -1) found = index;
  });
  return found;
}

function samePadded(a: Uint8Array, b: Uint8Array): boolean {
  LEFT.set(a);
  RIGHT.set(b);
  const same = timingSafeEqual(LEFT, RIGHT);
  // Nothing of it stays in these two, and the next padding is zeros again.
  LEFT.fill(0);
  RIGHT.fill(0);
  return same;
}

function digest(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
