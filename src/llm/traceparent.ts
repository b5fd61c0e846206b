import type { TraceId } from '../core/ids.ts';

const ALL_ZERO = /^0+$/;

/** The `traceparent` header of a call (W3C Trace Context, section 3.2). Its parent id is a half of the trace id. */
export function traceparentOf(traceId: TraceId): string {
  const half = traceId.slice(0, 16);
  return `00-${traceId}-${ALL_ZERO.test(half) ? traceId.slice(16) : half}-01`;
}
