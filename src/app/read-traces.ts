import type { ReadTraces } from '../control/usage-routes.ts';
import { traceAnswer } from '../ledger/traces/trace-answer.ts';
import { usesOfTraces } from '../ledger/traces/uses-of-traces.ts';

/** OTLP traces as the private listener takes them: what they tell of model calls, and how they are answered. */
export const readTraces: ReadTraces = (body, deps) => {
  const read = usesOfTraces(body, deps);
  return read.ok ? { ok: true, uses: read.uses, answer: traceAnswer(read.rejected) } : read;
};
