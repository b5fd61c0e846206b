import { z } from 'zod';

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const NAME_RULE = 'a name has 1 to 63 lower-case letters, digits and "-", and does not begin with "-"';

/** A name of a channel, source, operator, route, provider, canary or probe. */
export const nameSchema = z.string().regex(NAME, { error: NAME_RULE });

export function isName(text: string): boolean {
  return NAME.test(text);
}

/** What `/run` takes besides probes: no canary and no probe may have such a name. */
export const TAKEN: readonly string[] = ['connection', 'database', 'vitals', 'deadman'];

export function sayTaken(name: string): string {
  return `"${name}" is what the program calls a thing of its own: choose another name`;
}
