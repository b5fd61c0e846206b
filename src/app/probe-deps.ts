import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { ModelProvider } from '../core/model.ts';
import type { Log } from '../core/ports.ts';
import type { EstimateTokens, Prices, RecordUse } from '../core/usage.ts';
import type { ProbeDeps } from '../probes/deps.ts';
import { createReadHost } from '../probes/host/read-host.ts';
import { runProgram } from '../run-program.ts';
import { createVitalsReader, type Vitals } from '../watch/read-vitals.ts';

export interface LentToProbes {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => string;
  /** `null`: the process and its machine are asked. */
  readonly readVitals: (() => Vitals) | null;
  readonly loopback: ProbeDeps['loopback'];
  readonly providers: ReadonlyMap<string, ModelProvider>;
  readonly prices: Prices;
  readonly record: RecordUse;
  readonly estimate: EstimateTokens;
  readonly paused: ProbeDeps['paused'];
}

/** What probes are lent. */
export function createProbeDeps(deps: LentToProbes): { readonly lent: ProbeDeps; readonly stop: () => void } {
  const { config, clock, log, providers, prices, record, estimate, paused } = deps;
  const reader = lazyVitals();
  const lent: ProbeDeps = {
    clock,
    log,
    redact: deps.redact,
    providers,
    prices,
    record,
    estimate,
    paused,
    publicUrl: config.server.publicUrl,
    readHost: createReadHost({
      proc: '/proc',
      sys: '/sys',
      dataDir: config.dataDir,
      database: config.storage.engine === 'sqlite' ? config.storage.location : null,
      load: deps.readVitals ?? reader.read,
      run: runProgram,
    }),
    loopback: deps.loopback,
  };
  return { lent, stop: reader.stop };
}

/** A reader of its own, once it is asked: each reading of the delay begins anew, and `watch` reads it, too. */
function lazyVitals(): { readonly read: () => Vitals; readonly stop: () => void } {
  let reader: ReturnType<typeof createVitalsReader> | null = null;
  return {
    read: () => (reader ??= createVitalsReader()).read(),
    stop: () => reader?.stop(),
  };
}
