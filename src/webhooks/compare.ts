import { hash, timingSafeEqual } from 'node:crypto';

/** Whether two byte strings are the same, in a time that tells nothing of their content or lengths. The only comparison. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}

/** Index of the first expected value that any given one equals, or -1. Every pair is compared, whatever was found. */
export function firstMatch(expected: readonly Uint8Array[], given: readonly Uint8Array[]): number {
  let found = -1;
  expected.forEach((value, index) => {
    for (const candidate of given) if (sameBytes(value, candidate) && found === -1) found = index;
  });
  return found;
}
