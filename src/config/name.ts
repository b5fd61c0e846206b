import { z } from 'zod';

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const NAME_RULE = 'a name has 1 to 63 lower-case letters, digits and "-", and does not begin with "-"';

/** A name of a channel, source, operator, route, provider, canary or probe. */
export const nameSchema = z.string().regex(NAME, { error: NAME_RULE });

export function isName(text: string): boolean {
  return NAME.test(text);
}
