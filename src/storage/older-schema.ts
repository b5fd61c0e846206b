import type { Reader, Tables } from './tables.ts';

/** Asks, or answers with what stands for nothing where the file has no such table yet. */
export type IfMade = <T>(table: keyof Tables, nothing: T, ask: () => Promise<T>) => Promise<T>;

/** For reading a file that an older version made and no newer one has opened for writing since. */
export function createIfMade(reader: Reader): IfMade {
  const made = new Set<string>();
  return async (table, nothing, ask) => {
    if (!made.has(table)) {
      for (const { name } of await reader.introspection.getTables()) made.add(name);
    }
    return made.has(table) ? ask() : nothing;
  };
}
