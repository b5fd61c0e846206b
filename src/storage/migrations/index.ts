import type { Migration } from 'kysely/migration';
import * as spine from './2026-11-22-spine.ts';
import * as unindexedDedup from './2026-11-22-unindexed-dedup.ts';
import * as usesAndMemory from './2026-11-22-uses-and-memory.ts';
import * as incidents from './2026-11-28-incidents.ts';
import * as probes from './2026-11-28-probes.ts';
import * as usage from './2026-11-28-usage.ts';

/** Every migration by its name, in the order of the names. A new one is a new file and a line here. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-11-22-spine': spine,
  '2026-11-22-unindexed-dedup': unindexedDedup,
  '2026-11-22-uses-and-memory': usesAndMemory,
  '2026-11-28-incidents': incidents,
  '2026-11-28-probes': probes,
  '2026-11-28-usage': usage,
};
