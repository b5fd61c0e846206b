import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import type { Part, Reading } from './reading.ts';

/** One shape that usage objects have. To add one: one file beside this, one line in `index.ts`. */
export interface UsageFamily {
  readonly name: string;
  /** True where the object is of this shape. `api`: the kind of API it came from, where the shape alone does not tell. */
  readonly claims: (usage: JsonObject, api: string) => boolean;
  readonly read: (usage: JsonObject) => Reading;
}

/** A count of tokens; `null` where the provider did not say. Anything but a whole number from 0 on is refused. */
export const count = z.int().nonnegative().nullable().default(null);

/** A word that may be missing. */
export const word = z.string().nullable().default(null);

/** Parts of an object that may be missing as a whole. */
export function details<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).nullable().default(null);
}

/** A family over a schema: what does not fit the schema is impossible. */
export function familyOf<Schema extends z.ZodType>(family: {
  readonly name: string;
  readonly claims: UsageFamily['claims'];
  readonly schema: Schema;
  readonly read: (usage: z.output<Schema>) => Reading;
}): UsageFamily {
  const { name, claims, schema, read } = family;
  return {
    name,
    claims,
    read: (usage) => {
      const parsed = schema.safeParse(usage);
      return parsed.success ? read(parsed.data) : { ok: false, reason: 'impossible' };
    },
  };
}

/** Input of one kind where it is not said how much of it came from the cache: fresh as far as there is fresh input. */
export function inputParts(kind: Part['kind'], tokens: number | null, fresh: number | null): readonly Part[] {
  const inFresh = Math.min(tokens ?? 0, fresh ?? 0);
  return [
    { bucket: 'fresh', kind, tokens: inFresh },
    { bucket: 'cacheRead', kind, tokens: (tokens ?? 0) - inFresh },
  ];
}
