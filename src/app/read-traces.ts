import type { ReadTraces } from '../control/usage-routes.ts';
import { createCountedParents } from '../ledger/traces/counted-parents.ts';
import { traceAnswer } from '../ledger/traces/trace-answer.ts';
import { usesOfTraces } from '../ledger/traces/uses-of-traces.ts';

/** OTLP traces as the private listener takes them: what they tell of model calls, and how they are answered. */
export function createReadTraces(): ReadTraces {
  const parents = createCountedParents();
  return (body, { now, workflow }) => {
    const read = usesOfTraces(body, {
      now,
      once: (spans, calls) => parents.without(workflow, spans, calls),
    });
    return read.ok ? { ok: true, uses: read.uses, answer: traceAnswer(read.rejected) } : read;
  };
}
