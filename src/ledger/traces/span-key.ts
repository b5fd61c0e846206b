import { z } from 'zod';

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;

const id = z.string().toLowerCase().nullish().catch(null);
const ids = z.object({ traceId: id, spanId: id, parentSpanId: id });

/** What names a span and the one it is a part of, in lower-case hex; `null`: not said, or not as OTLP has it. */
export interface SpanKey {
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
}

/** Ids in OTLP's JSON are hex of either case, not base64 as elsewhere in proto3's JSON. */
export function keyOfSpan(span: unknown): SpanKey {
  const found = ids.safeParse(span).data;
  return {
    traceId: matching(TRACE_ID, found?.traceId),
    spanId: matching(SPAN_ID, found?.spanId),
    parentSpanId: matching(SPAN_ID, found?.parentSpanId),
  };
}

/** The id of a span anywhere: `TRACE:SPAN`; `null`: it has none. */
export function idOf(traceId: string | null, spanId: string | null): string | null {
  return traceId === null || spanId === null ? null : `${traceId}:${spanId}`;
}

function matching(pattern: RegExp, text: string | null | undefined): string | null {
  return typeof text === 'string' && pattern.test(text) ? text : null;
}
