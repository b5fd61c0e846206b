import type { TraceSpan } from './trace-span.ts';

/** Ids that are remembered; the oldest go first. A span ends moments after what it is made of, so few are needed. */
const MOST_IDS = 10_000;

/**
 * Remembers what counted calls are a part of, over requests: a span that sums up calls ends after them, and may be sent with
 * the next batch.
 */
export interface CountedParents {
  /** Of the calls of a request those that repeat none that was counted before; remembers what these are a part of. */
  without(workflow: string, spans: readonly TraceSpan[], calls: readonly TraceSpan[]): readonly TraceSpan[];
}

export function createCountedParents(most = MOST_IDS): CountedParents {
  /** By workflow and id, in the order of remembering. */
  const parents = new Set<string>();

  function remember(key: string): void {
    parents.delete(key);
    parents.add(key);
    const [oldest] = parents;
    if (parents.size > most && oldest !== undefined) parents.delete(oldest);
  }

  return {
    without(workflow, spans, calls) {
      const keyOf = (id: string): string => `${workflow} ${id}`;
      const above = new Set<string>();
      const isAbove = ({ id }: TraceSpan): boolean =>
        id !== null && (above.has(id) || parents.has(keyOf(id)));
      // What is between a call and the span that sums it up may come in any order.
      for (let before = -1; above.size > before;) {
        before = above.size;
        for (const span of spans) if (isAbove(span) && span.parentId !== null) above.add(span.parentId);
      }
      const first = calls.filter((call) => !isAbove(call));
      for (const { kind, parentId } of first)
        if (kind === 'counted' && parentId !== null) above.add(parentId);
      for (const id of above) remember(keyOf(id));
      return first;
    },
  };
}
