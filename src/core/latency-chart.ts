import type { ChangeKind, ProbeRun } from './probe.ts';

/** What a chart or a sparkline shows of a run. */
export type ChartedRun = Pick<ProbeRun, 'at' | 'verdict' | 'latencyMs'>;

/** What is normal for a probe: its usual latency, and from where on it is late; both in milliseconds. */
export interface LatencyBand {
  readonly median: number;
  readonly limitMs: number;
}

/** A picture of a probe's latencies. Times are epoch milliseconds; what lies outside `from` to `until` is left out. */
export interface LatencyChart {
  /** The probe's name. */
  readonly title: string;
  /** What it asks: provider and model. May be a stranger's words; empty: no such line. */
  readonly subtitle: string;
  readonly from: number;
  readonly until: number;
  /** The IANA zone in which times are shown. */
  readonly zone: string;
  /** In any order. */
  readonly runs: readonly ChartedRun[];
  /** `null`: not known yet. */
  readonly band: LatencyBand | null;
  /** In any order. */
  readonly changes: readonly { readonly at: number; readonly kind: ChangeKind }[];
}
