/** A parsed JSON value as Pithead keeps it: whole numbers beyond 2^53 are strings of their digits. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray`, which of a `Json` tells TypeScript too little. */
export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value under `keys`, own properties only; `null` where any step is missing. */
export function at(value: Json, ...keys: readonly (string | number)[]): Json {
  let here: Json = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return null;
    const value: Json | undefined = Reflect.get(here, key);
    here = value ?? null;
  }
  return here;
}

/** The string under `keys`, or `null` where there is none. */
export function textAt(value: Json, ...keys: readonly (string | number)[]): string | null {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : null;
}

/** The value an RFC 6901 JSON pointer names, or `null` where it names nothing. */
export function pointer(value: Json, path: string): Json {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return at(value, ...keys);
}
