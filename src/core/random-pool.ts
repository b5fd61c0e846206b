const POOL_BYTES = 4_096;

/**
 * Hands out random bytes from a larger draw, each once: a draw costs about the same whatever its size, and every
 * request needs a few. For identifiers, not for keys.
 */
export function createRandomPool(draw: (length: number) => Uint8Array): (length: number) => Uint8Array {
  let pool: Uint8Array = new Uint8Array();
  let used = 0;
  return (length) => {
    if (length > POOL_BYTES) return draw(length);
    if (used + length > pool.length) {
      pool = draw(POOL_BYTES);
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  };
}
