import { z } from 'zod';
import { attributeList } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { kindOfSpan } from './model-call.ts';
import type { SentSpan } from './read-spans.ts';
import { idOf, keyOfSpan } from './span-key.ts';
import type { SpanKey } from './span-key.ts';

const ERROR = 2;
const schema = z.object({
  attributes: attributeList,
  status: z.object({ code: z.unknown() }).nullish().catch(null),
});

/** A span, as far as it takes to tell whether it is a model call. */
export interface TraceSpan {
  readonly index: number;
  readonly sent: SentSpan;
  readonly key: SpanKey;
  /** `TRACE:SPAN`; `null`: it has no proper ids. */
  readonly id: string | null;
  readonly parentId: string | null;
  readonly attributes: Attributes;
  readonly kind: 'counted' | 'uncounted' | 'other';
}

/** `null`: it is not a span at all. */
export function traceSpan(sent: SentSpan, index: number): TraceSpan | null {
  const parsed = schema.safeParse(sent.span);
  if (!parsed.success) return null;
  const { attributes, status } = parsed.data;
  const key = keyOfSpan(sent.span);
  return {
    index,
    sent,
    key,
    id: idOf(key.traceId, key.spanId),
    parentId: idOf(key.traceId, key.parentSpanId),
    attributes,
    kind: kindOfSpan(attributes, status?.code === ERROR),
  };
}
