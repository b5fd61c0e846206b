import { z } from 'zod';

/** Attributes of a span or a resource by their names, as they came. Untrusted. */
export type Attributes = ReadonlyMap<string, unknown>;

/** A list of attributes as OTLP has it; one name twice: the last counts. */
export const attributeList = z
  .array(z.object({ key: z.string(), value: z.unknown() }))
  .nullish()
  .transform((list): Attributes => new Map((list ?? []).map(({ key, value }) => [key, value])));

/** Of `AnyValue`, what is a single value; proto3's JSON writes 64-bit integers as strings, JavaScript's exporters as numbers. */
const single = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string().regex(/^-?\d{1,20}$/)]).optional(),
  doubleValue: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).optional(),
  boolValue: z.boolean().optional(),
});

/**
 * The value of an attribute where it is one text, number or truth value; whole numbers beyond 2^53 keep their digits in a
 * string. `null`: no such attribute, no value, a list or a map.
 */
export function scalarOf(attributes: Attributes, name: string): string | number | boolean | null {
  // Most names are missing on most spans, and a schema that refuses is slow.
  if (!attributes.has(name)) return null;
  const { data } = single.safeParse(attributes.get(name));
  if (data?.intValue !== undefined) return exact(data.intValue);
  return data?.stringValue ?? data?.doubleValue ?? data?.boolValue ?? null;
}

/** The first of these attributes that is a text and not empty; `null`: none is. */
export function textOf(attributes: Attributes, ...names: readonly string[]): string | null {
  for (const name of names) {
    if (!attributes.has(name)) continue;
    const found = single.safeParse(attributes.get(name)).data?.stringValue ?? '';
    if (found !== '') return found;
  }
  return null;
}

function exact(value: number | string): number | string {
  const number = Number(value);
  return typeof value === 'number' || Number.isSafeInteger(number) ? number : value;
}
