import type { Config } from '../config.ts';
import type { ClockTrust } from '../core/clock-trust.ts';
import type { Clock } from '../core/clock.ts';
import type { Finding } from '../core/finding.ts';
import { readDisk } from '../doctor/disk.ts';
import { runDoctor } from '../doctor/index.ts';
import { httpGet } from '../http-get.ts';
import type { Storage } from '../storage/index.ts';

export interface OwnDoctorDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  readonly store: Storage;
  readonly trust: () => ClockTrust;
  /** Why the database can't be written; `null`: nothing is known to be wrong. */
  readonly databaseTrouble: () => string | null;
  /** Where the public listener is. */
  readonly listener: () => string;
}

/** Has the running program looked at, by itself. */
export function createOwnDoctor(deps: OwnDoctorDeps): () => Promise<readonly Finding[]> {
  const { config, clock, redact, store } = deps;
  const { server, storage, channels, watch } = config;
  return () =>
    runDoctor({
      clock,
      redact,
      running: true,
      configuration: { ok: true, file: null, config },
      database: {
        file: storage.engine === 'sqlite' ? storage.location : null,
        trail: () => Promise.resolve(store),
        disk: readDisk,
        trouble: deps.databaseTrouble,
      },
      clockTrust: () => Promise.resolve(deps.trust()),
      channels: channels.map(({ name, adapter, entry }) => ({
        name,
        type: adapter.type,
        examine: async () =>
          (await adapter.examine?.(name, entry, {
            clock,
            redact,
            memory: store,
            running: true,
            pins: watch.heartbeat?.channel === name,
          })) ?? [],
      })),
      publicUrl: server.publicUrl === null ? null : { url: server.publicUrl, listener: deps.listener() },
      get: httpGet,
    });
}
