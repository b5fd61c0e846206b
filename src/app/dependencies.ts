import type { ClockTrust } from '../core/clock-trust.ts';
import type { Outbox } from '../dispatch/outbox.ts';
import type { Storage } from '../storage/index.ts';

/** Something the program can't work without, and how it is. */
export interface Dependency {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What `/readyz` tells, by name. `databaseTrouble`: why the database can't be written, though it may be readable. */
export async function dependenciesOf(
  store: Pick<Storage, 'newestId'>,
  trust: ClockTrust,
  outboxes: Iterable<Outbox>,
  databaseTrouble: string | null,
): Promise<readonly Dependency[]> {
  return [
    { name: 'storage', ...(await storage(store, databaseTrouble)) },
    { name: 'clock', ...(trust.trusted ? FINE : { ok: false, detail: trust.reason }) },
    ...[...outboxes].map((outbox) => ({
      name: `channel ${outbox.channel.name}`,
      ok: outbox.state() === 'ok',
      detail: outbox.state(),
    })),
  ];
}

function storage(
  store: Pick<Storage, 'newestId'>,
  trouble: string | null,
): Promise<Omit<Dependency, 'name'>> {
  if (trouble !== null) return Promise.resolve({ ok: false, detail: `it can't be written: ${trouble}` });
  return store.newestId().then(() => FINE, broken);
}

const FINE = { ok: true, detail: 'ok' };

function broken(error: unknown): Omit<Dependency, 'name'> {
  return { ok: false, detail: error instanceof Error ? error.message : 'unknown' };
}
