import type { Severity } from './event.ts';
import type { Labels } from './incident.ts';

/** Which incidents a rule is about: of one of these severities, bearing all these labels. */
export interface RuleScope {
  readonly severities: readonly Severity[];
  /** Empty: any. */
  readonly labels: Labels;
}

/** Hours in which messages make no sound. In the configured zone; `to` at or before `from` is the next day's. */
export interface QuietRule extends RuleScope {
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
  /** Days on which they begin, 1 is Monday and 7 is Sunday. */
  readonly days: readonly number[];
  /** `null`: every channel. */
  readonly channels: readonly string[] | null;
}

/** To whom it goes as well where nobody acknowledged it in time. */
export interface EscalationRule extends RuleScope {
  readonly afterMs: number;
  readonly to: readonly string[];
}

/** When incidents with these labels are expected and nobody is told. */
export interface MaintenanceRule {
  readonly name: string;
  /** Empty: every incident. */
  readonly labels: Labels;
  readonly when:
    | { readonly kind: 'once'; readonly from: number; readonly until: number }
    /** Begins as the cron expression says, in the configured zone. */
    | { readonly kind: 'cron'; readonly schedule: string; readonly lastsMs: number };
}

export interface AlertRules {
  readonly quiet: readonly QuietRule[];
  readonly escalate: readonly EscalationRule[];
  readonly maintenance: readonly MaintenanceRule[];
}

/** True where something of this severity with these labels is a rule's business. */
export function inScope(scope: RuleScope, severity: Severity, labels: Labels): boolean {
  return scope.severities.includes(severity) && bearsAll(labels, scope.labels);
}

export function bearsAll(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(labels, name) && labels[name] === value,
  );
}
