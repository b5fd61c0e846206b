import type { Clock } from '../core/clock.ts';
import type { ModelProvider } from '../core/model.ts';
import { SILENT_LOG } from '../core/silent-log.ts';
import type { ProbeDeps } from '../probes/deps.ts';

/** For what is made only to see whether it can be, or what it is made of: nothing of it is ever run. */
export function inertProbeDeps(known: {
  /** Names of the configured providers. */
  readonly providers: readonly string[];
  readonly publicUrl: string | null;
}): ProbeDeps {
  return {
    clock: inertClock,
    log: SILENT_LOG,
    redact: (text) => text,
    providers: new Map(known.providers.map((name) => [name, inertProvider(name)])),
    prices: { price: () => ({ buckets: null, costPico: null, status: 'no-usage' }), describe: () => null },
    record: never,
    estimate: never,
    paused: () => null,
    publicUrl: known.publicUrl,
    readHost: never,
    loopback: never,
  };
}

/** Stands still. */
export const inertClock: Clock = { now: () => 0, monotonic: () => 0, after: () => () => {} };

function inertProvider(name: string): ModelProvider {
  return { name, api: '', free: false, host: '', address: '', ask: never };
}

function never(): never {
  throw new Error('this is never run');
}
