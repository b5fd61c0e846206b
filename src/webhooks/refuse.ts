import { answer } from './answer.ts';
import { logExchange } from './exchange.ts';
import type { Exchange, ListenerContext } from './listener-context.ts';
import { refusalBody, type RefusalReason, statusOf } from './refusal.ts';

/** How long a sender should wait after a 503, unless the reason says otherwise. */
const RETRY_MS = 10_000;

export interface RefuseOptions {
  readonly retryAfterMs?: number;
  /** The methods that would do. */
  readonly allow?: string;
  /** For the operator's eyes only. */
  readonly detail?: string;
}

/** Answers an exchange with an error, logs why, and leaves a record of it. Does nothing where it has its answer already. */
export function refuse(
  context: ListenerContext,
  exchange: Exchange,
  reason: RefusalReason,
  { retryAfterMs = RETRY_MS, allow, detail }: RefuseOptions = {},
): void {
  if (exchange.done) return;
  const status = statusOf(reason);
  const headers: string[] = [];
  if (status === 503 || status === 429) headers.push('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  if (allow !== undefined) headers.push('Allow', allow);
  if (reason === 'client_gone') exchange.done = true;
  else answer(context, exchange, status, refusalBody(status, exchange.id), headers);
  recordRefusal(context, exchange, reason, status, detail ?? null);
  logExchange(context, exchange, 'reject', reason, status, detail === undefined ? undefined : { detail });
  if (exchange.source !== undefined && exchange.sourceName !== null) {
    context.counted(exchange.sourceName, 'refused');
  }
}

/** Keeps why a request became no event, under its id. */
export function recordRefusal(
  context: ListenerContext,
  { id, at, ip, source, sourceName, traceId }: Exchange,
  reason: string,
  status: number,
  detail: string | null,
): void {
  context.refused({
    requestId: id,
    at,
    ip,
    source: sourceName,
    unknownSource: source === undefined,
    status,
    reason,
    detail,
    traceId,
  });
}
