import type { TraceSpan } from './trace-span.ts';

/** How far up a span's sums are looked for. */
const HIGHEST = 32;

/**
 * The model calls among the spans, each once. Where calls are nested, several instrumentations saw the same one, or the
 * outer span sums up the inner ones (AI SDK's `embedMany`): the innermost that counted anything stands for it. Sees
 * only what was sent together; `counted-parents` remembers the rest.
 */
export function withoutRepeats(spans: readonly TraceSpan[]): readonly TraceSpan[] {
  const parents = new Map(
    spans.flatMap(({ id, parentId }) => (id === null ? [] : [[id, parentId] as const])),
  );
  const calls = spans.filter(({ kind }) => kind !== 'other');
  const counted = calls.filter(({ kind }) => kind === 'counted');
  const repeating = new Set(counted.flatMap((span) => above(span, parents)));
  const innermost = calls.filter(({ id }) => id === null || !repeating.has(id));
  const standing = new Set(innermost.filter(({ kind }) => kind === 'counted').map(({ id }) => id));
  return innermost.filter(
    (span) => span.kind === 'counted' || !above(span, parents).some((id) => standing.has(id)),
  );
}

/** Ids of what a span is a part of, the nearest first. */
function above(span: TraceSpan, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const ids: string[] = [];
  let next = span.parentId;
  while (next !== null && next !== span.id && ids.length < HIGHEST) {
    ids.push(next);
    next = parents.get(next) ?? null;
  }
  return ids;
}
