import { z } from 'zod';
import { attributeList } from './attributes.ts';
import type { Attributes } from './attributes.ts';

const MOST_SPANS = 2_000;

/** A span of a request, its own fields unread. */
export interface SentSpan {
  readonly span: unknown;
  /** Of what sent it. */
  readonly resource: Attributes;
}

/** A list that proto3's JSON may leave out, or write as `null`, where it is empty. */
function list<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** `ExportTraceServiceRequest`; spans are read one by one, so that a bad one does not take the others with it. */
const request = z.object({
  resourceSpans: list(
    z.object({
      resource: z.object({ attributes: attributeList }).nullish(),
      scopeSpans: list(z.object({ spans: list(z.unknown()) })),
    }),
  ),
  // Every field may be missing, so that another spelling would pass as an empty request, and its calls would be lost.
  resource_spans: z.never('must be resourceSpans: OTLP writes names in lowerCamelCase').optional(),
});

/**
 * The spans of an OTLP/HTTP JSON request, in their order; a problem where it is none, or has more than 2,000. Throws
 * nothing, whatever `body` is. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function readSpans(
  body: unknown,
):
  | { readonly ok: true; readonly spans: readonly SentSpan[] }
  | { readonly ok: false; readonly problem: string } {
  const parsed = request.safeParse(body);
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.error) };
  const spans = parsed.data.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const attributes = resource?.attributes ?? new Map<string, unknown>();
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ span, resource: attributes })));
  });
  if (spans.length > MOST_SPANS)
    return { ok: false, problem: `${spans.length} spans in one request; ${MOST_SPANS} are the most` };
  return { ok: true, spans };
}

/** Paths are made of our own names and of numbers, never of what was sent. */
function problemOf(error: z.ZodError): string {
  const [first] = error.issues;
  return `${first?.path.join('.') || 'the body'}: ${first?.message ?? 'is not OTLP'}`;
}
