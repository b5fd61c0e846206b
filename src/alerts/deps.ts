import type { Activity } from '../core/activity.ts';
import type { AlertRules } from '../core/alert-rules.ts';
import type { AlertsStore, IncidentReader } from '../core/alerts.ts';
import type { Clock } from '../core/clock.ts';
import type { EventId, TraceId } from '../core/ids.ts';
import type { Accept, Log } from '../core/ports.ts';

/** What `alerts` is made with. */
export interface AlertsDeps {
  readonly store: AlertsStore & Pick<IncidentReader, 'incident'>;
  readonly rules: AlertRules;
  /** IANA name. */
  readonly timezone: string;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly accept: Accept;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  readonly digest: (text: string) => Uint8Array;
  readonly redact: (text: string) => string;
  /** True while nothing can be reached over our own connection. */
  readonly connectionDown: () => Promise<boolean>;
}
