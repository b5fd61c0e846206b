import { REFUSALS } from './refused-span.ts';
import type { RefusedSpan } from './refused-span.ts';

/** `ExportTraceServiceResponse` in proto3's JSON, where a 64-bit integer is a string. */
export interface TraceAnswer {
  /** Missing: all was taken. */
  readonly partialSuccess?: { readonly rejectedSpans: string; readonly errorMessage: string };
}

/**
 * The body of the answer to a request whose other spans were taken, with status 200: its sender must not send it again.
 * https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function traceAnswer(rejected: readonly RefusedSpan[]): TraceAnswer {
  if (rejected.length === 0) return {};
  return {
    partialSuccess: { rejectedSpans: String(rejected.length), errorMessage: sayRefusals(rejected) },
  };
}

/** Each reason once: `span 3: traceId must be …; span 7 and 2 more: it has usage, but …`. Spans are counted from 0. */
function sayRefusals(rejected: readonly RefusedSpan[]): string {
  return [...Map.groupBy(rejected, ({ why }) => why)]
    .map(([why, spans]) => {
      const more = spans.length > 1 ? ` and ${spans.length - 1} more` : '';
      return `span ${spans[0]?.index ?? 0}${more}: ${REFUSALS[why]}`;
    })
    .join('; ');
}
