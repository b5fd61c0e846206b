import { draftUse } from './draft-use.ts';
import type { DraftUse } from './draft-use.ts';
import { readSpans } from './read-spans.ts';
import type { RefusedSpan } from './refused-span.ts';
import { traceSpan, type TraceSpan } from './trace-span.ts';
import { withoutRepeats } from './without-repeats.ts';

type Once = (spans: readonly TraceSpan[], calls: readonly TraceSpan[]) => readonly TraceSpan[];

/** `spans` = uses + skipped + rejected. `skipped`: what is no model call, or repeats the counts of one. */
export type TracesRead =
  | {
      readonly ok: true;
      readonly uses: readonly DraftUse[];
      readonly spans: number;
      readonly skipped: number;
      readonly rejected: readonly RefusedSpan[];
    }
  | { readonly ok: false; readonly problem: string };

/**
 * The model calls in the body of an OTLP/HTTP JSON trace request, by the GenAI semantic conventions
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/). `now`: epoch milliseconds. A problem where the
 * body is no such request or has more than 2,000 spans; a span that can't be booked is rejected alone. `once`: of the calls
 * those that repeat none of an earlier request. Throws nothing.
 */
export function usesOfTraces(
  body: unknown,
  { now, once = (_, calls) => calls }: { readonly now: number; readonly once?: Once },
): TracesRead {
  const read = readSpans(body);
  if (!read.ok) return read;
  const rejected: RefusedSpan[] = [];
  const drafts = new Map<TraceSpan, DraftUse>();
  const spans = read.spans.flatMap((sent, index) => {
    const span = traceSpan(sent, index);
    if (span === null) rejected.push({ index, why: 'not-a-span' });
    return span === null ? [] : usable(span);
  });
  const uses = once(spans, withoutRepeats(spans)).flatMap((span) => drafts.get(span) ?? []);
  const total = read.spans.length;
  return { ok: true, uses, spans: total, skipped: total - uses.length - rejected.length, rejected };

  /** A call that can't be booked stands for nothing: what it is a part of is counted instead. */
  function usable(span: TraceSpan): TraceSpan {
    if (span.kind === 'other') return span;
    const draft = draftUse(span, now);
    if (draft.ok) {
      drafts.set(span, draft.value);
      return span;
    }
    rejected.push({ index: span.index, why: draft.why });
    return { ...span, kind: 'other' };
  }
}
