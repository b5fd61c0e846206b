import type { IncidentActions, Rerun } from './alerts.ts';
import type { Finding } from './finding.ts';
import type { IncidentDetail, IncidentView, SilenceView } from './incident-views.ts';
import type { EventId } from './ids.ts';
import type { Actor } from './incident.ts';
import type { BudgetAsked, BudgetSet, DigestSpan, Paused, Resumed } from './ledger-deeds.ts';
import type { BudgetView, SpendReport } from './ledger-views.ts';
import type { Message } from './message.ts';
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
  /** What was spent since so many milliseconds ago, of one workflow or of all; `null`: no such workflow. */
  spend(workflow: string | null, sinceMs: number): Promise<SpendReport | null>;
  /** A PNG of spend against budget; `null`: it could not be drawn. */
  spendChart(report: SpendReport): Promise<Uint8Array | null>;
  /** Of one workflow or of everything that has one; `null`: no such workflow. */
  budgets(workflow: string | null): Promise<readonly BudgetView[] | null>;
  setBudget(asked: BudgetAsked, by: Actor): Promise<BudgetSet>;
  pause(workflow: string, reason: string | null, by: Actor): Promise<Paused>;
  resume(workflow: string, by: Actor): Promise<Resumed>;
  /** Names of everything that is charged: the workflows of the configuration, and `canary:NAME`. */
  workflows(): readonly string[];
  /** What the digest of the last day or week says. */
  digest(span: DigestSpan): Promise<Message>;
  doctor(): Promise<readonly Finding[]>;
  /** Resident memory of the process. */
  memoryBytes(): number;
}
