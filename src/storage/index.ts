import { openSqlite, openSqliteTrail, type Storage, type Trail } from './open.ts';

export type { Storage, Trail } from './open.ts';

/** A storage engine, chosen by the scheme of the `storage` address. */
export interface StorageEngine {
  readonly scheme: string;
  /** Opens what stands after `scheme:`; for a file, an absolute path. `monotonic`: milliseconds. */
  open(address: string, monotonic?: () => number): Promise<Storage>;
  /** For reading only, beside a running program; `null` where nothing is stored yet. */
  openTrail(address: string): Trail | null;
}

/** Every engine. A new one is a new file and a line here. */
export const ENGINES = [
  { scheme: 'sqlite', open: openSqlite, openTrail: openSqliteTrail },
] as const satisfies readonly StorageEngine[];
