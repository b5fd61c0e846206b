import type { EventId, TraceId } from './ids.ts';
import type { Json } from './json.ts';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Sources that are the program itself; no configured source may take these names. */
export const OWN_SOURCES = ['canary', 'ledger', 'pithead'] as const;

/** What happened, in CloudEvents' names and ours (contract, section 5). */
export interface Event {
  readonly id: EventId;
  readonly source: string;
  /** The sender's own event name, else `webhook`. Untrusted text. */
  readonly type: string;
  /** When it was received: epoch milliseconds. */
  readonly time: number;
  readonly subject: string | null;
  readonly severity: Severity;
  readonly traceId: TraceId;
  /** The sender's own id of the delivery. Untrusted text. */
  readonly deliveryId: string | null;
  readonly data: Json;
}
