import type { Severity } from '../core/event.ts';
import type { EventId, TraceId } from '../core/ids.ts';
import type { Accept, Log } from '../core/ports.ts';

/** Something that the ledger has to say. Texts may hold a stranger's words. */
export interface News {
  /** Names what is said for ever: the same key is told once. */
  readonly key: string;
  /** How long it stays told. */
  readonly keepMs: number;
  /** `budget.warning`, `price.unknown`… */
  readonly type: string;
  /** A workflow, a model…; `null`: nothing in particular. */
  readonly subject: string | null;
  readonly severity: Severity;
  readonly title: string;
  readonly body: string;
  /** The only channels it goes to. Absent: as the routes say. */
  readonly to?: readonly string[];
}

/** Resolves when it is durable, or was told before; false: neither, so it may be tried again. Never rejects. */
export type Tell = (news: News) => Promise<boolean>;

/** Tells by events of the source `ledger`: durable, routed and traced like any other. */
export function createTell(deps: {
  readonly accept: Accept;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  readonly hash: (text: string) => Uint8Array;
  readonly redact: (text: string) => string;
  readonly log: Log;
}): Tell {
  const { redact } = deps;
  return async ({ key, keepMs, type, subject, severity, title, body, to }) => {
    const accepted = await deps.accept({
      id: deps.newId(),
      source: 'ledger',
      type,
      subject: subject === null ? null : redact(subject),
      severity,
      traceId: deps.newTraceId(),
      deliveryId: null,
      data: { title: redact(title), body: redact(body) },
      dedup: { key: deps.hash(`ledger/${key}`), keepMs },
      verification: null,
      ...(to === undefined ? {} : { only: to }),
    });
    if (accepted.outcome !== 'unavailable') return true;
    deps.log.error('tell-failed', { type, reason: accepted.reason });
    return false;
  };
}
