import type { z } from 'zod';

/** For what is no mapping at all; what is wrong inside of one has words of its own. */
export function ofWrongShape(text: string): z.core.$ZodErrorMap {
  return ({ code }) => (code === 'invalid_type' ? text : undefined);
}
