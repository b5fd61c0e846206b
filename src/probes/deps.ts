import type { Clock } from '../core/clock.ts';
import type { ModelProvider } from '../core/model.ts';
import type { Log } from '../core/ports.ts';
import type { EstimateTokens, Prices, RecordUse } from '../core/usage.ts';
import type { ReadHost } from './host/read-host.ts';
import type { Loopback } from './loopback/port.ts';

/** What the program lends to every probe; each takes what it needs. */
export interface ProbeDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Replaces configured secrets in a text by `[redacted]`: before it is judged, because reasons quote it, and cut it. */
  readonly redact: (text: string) => string;
  /** By their names. */
  readonly providers: ReadonlyMap<string, ModelProvider>;
  readonly prices: Prices;
  readonly record: RecordUse;
  readonly estimate: EstimateTokens;
  /** Who paused what is charged to this workflow, and why, in a line; `null`: it may be asked. */
  readonly paused: (workflow: string) => string | null;
  /** Without a slash at its end; `null`: none is configured. */
  readonly publicUrl: string | null;
  /** Reads this machine; of a path's disk (absolute), `null`: the database's. */
  readonly readHost: ReadHost;
  /** The way back in, by the probe's name. */
  readonly loopback: (name: string) => Loopback;
}
