import type { IncidentActions, Rerun } from './alerts.ts';
import type { Finding } from './finding.ts';
import type { IncidentDetail, IncidentView, SilenceView } from './incident-views.ts';
import type { EventId } from './ids.ts';
import type { CanaryHistoryView, CanaryView } from './probe-views.ts';
import type { EventView, StatusView, TraceView } from './views.ts';

/** What the chat commands are run with: the running program, as far as they need it. */
export interface ChatServices extends IncidentActions {
  /** Epoch milliseconds. */
  now(): number;
  status(): Promise<StatusView>;
  /** Newest first. */
  events(filter: { readonly source: string | null; readonly limit: number }): Promise<readonly EventView[]>;
  /** `null`: nothing has this id. */
  trace(id: string): Promise<TraceView | null>;
  replay(
    id: string,
  ): Promise<
    | { readonly outcome: 'replayed'; readonly id: EventId; readonly channels: readonly string[] }
    | { readonly outcome: 'unknown' | 'unavailable' }
  >;
  /** Those that are not over first, then the newest; `open`: only those that are not over. */
  incidents(filter: { readonly open: boolean; readonly limit: number }): Promise<readonly IncidentView[]>;
  /** `null`: no incident has this id. */
  incident(id: string): Promise<IncidentDetail | null>;
  silences(): Promise<readonly SilenceView[]>;
  rerun: Rerun;
  /** Every probe that is configured, prompts and others. */
  canaries(): Promise<readonly CanaryView[]>;
  /** With its runs and changes of the last 7 days at least, as far as they are kept; `null`: no probe has this name. */
  canary(name: string): Promise<CanaryHistoryView | null>;
  /** A PNG of its latency and what changed; `null`: it could not be drawn. */
  canaryChart(name: string): Promise<Uint8Array | null>;
  doctor(): Promise<readonly Finding[]>;
  /** Resident memory of the process. */
  memoryBytes(): number;
}
