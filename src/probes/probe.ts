import type { z } from 'zod';
import type { Severity } from '../core/event.ts';
import type { TraceId } from '../core/ids.ts';
import type { BandSettings } from '../core/robust.ts';
import type { ProbeOutcome, ProbeSetup } from '../core/probe.ts';
import type { ProbeDeps } from './deps.ts';

/** What a probe's own part is told about one run. */
export interface RunContext {
  /** When the run began: epoch milliseconds. */
  readonly at: number;
  readonly traceId: TraceId;
  /** How long its passing runs of the last 14 days took, in milliseconds, the oldest first; none where it is not `timed`. */
  readonly baseline: readonly number[];
  /** Aborts at a stop. */
  readonly signal: AbortSignal;
  /** All that was waited for has come: what follows is our own work, and no lateness. */
  readonly arrived: () => void;
  /** Tells who waits for it what is being done, a line each time. */
  readonly progress: (line: string) => void;
}

/** One thing that is looked at again and again. What comes of it, the room does for all of them alike. */
export interface Probe {
  readonly name: string;
  /** `canary`, `http`, …: the adapter's. */
  readonly type: string;
  /** A cron expression of five fields, in the configured zone. */
  readonly schedule: string;
  /** Channels that hear of it; `null`: as the routes say. */
  readonly to: readonly string[] | null;
  /** How bad it is where it can't be asked. */
  readonly severity: Severity;
  /** Whom the asked is: `provider`, `host`; borne by every incident of it. */
  readonly labels: Readonly<Record<string, string>>;
  /** True where it is asked over our own connection. */
  readonly remote: boolean;
  /** Of a canary; `null`: it asks no model. */
  readonly canary: {
    readonly provider: string;
    readonly model: string;
    readonly prompt: string;
    readonly promptHash: string;
  } | null;
  /** Every aspect that its findings may have; what was told of others is over. */
  readonly aspects: readonly string[];
  /** True where it is compared with how long it usually takes. */
  readonly timed: boolean;
  /** By which settings, where they are not the usual ones. */
  readonly band?: BandSettings;
  /** What it is made of at this moment (epoch milliseconds). */
  setup(at: number): ProbeSetup;
  /** Looks once. Rejects where `signal` aborts, or by a mistake of ours. */
  run(context: RunContext): Promise<ProbeOutcome>;
}

/** Keys that every entry under `probes` has. */
export type ProbeSchema = z.ZodObject<{ type: z.ZodLiteral<string> }, z.core.$strict>;

/** One kind of probe: one file, one line in `index.ts`. */
export interface ProbeAdapter<Schema extends ProbeSchema = ProbeSchema> {
  readonly type: string;
  readonly schema: Schema;
  /** `name` is the key under `probes`. Reaches nothing yet; throws where the entry can't work. */
  create(name: string, entry: z.infer<Schema>, deps: ProbeDeps): Probe;
}
