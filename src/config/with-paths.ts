import { resolve } from 'node:path';

/** Keys that name a file, relative to the configuration's. */
const PATHS = ['ca', 'path'] as const;

/** The entry, with its paths made absolute. */
export function withPaths<T extends object>(entry: T, dir: string): T {
  const absolute: Record<string, string> = {};
  for (const key of PATHS) {
    const given: unknown = Object.hasOwn(entry, key) ? Reflect.get(entry, key) : undefined;
    if (typeof given === 'string') absolute[key] = resolve(dir, given);
  }
  return { ...entry, ...absolute };
}
