import type { AssertionResult } from '../../../src/core/probe.ts';
import { assertionSchema, compileAssertions, judge } from '../../../src/probes/assertions/index.ts';
import type { Subject } from '../../../src/probes/assertions/subject.ts';

/** A good answer, but for what a test says of it. */
export function subjectOf(given: Partial<Subject>): Subject {
  return {
    output: 'pong',
    toolCalls: [],
    tools: [],
    latencyMs: 820,
    ttftMs: 210,
    model: 'gpt-4o-2024-08-06',
    fingerprint: 'fp_44709d6fcb',
    finishReason: 'stop',
    usage: {
      input: { fresh: 12, cacheRead: 4, cacheWrite: null },
      output: { visible: 7, reasoning: 3 },
    },
    costPico: 1_000_000_000n,
    baseline: [],
    ...given,
  };
}

/** What an entry of a configuration says of an answer; throws where the entry is wrong. */
function judged(entry: unknown, given: Partial<Subject> = {}): AssertionResult {
  const compiled = compileAssertions([assertionSchema.parse(entry)]);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
  const [result] = judge(compiled.assertions, subjectOf(given));
  if (result === undefined) throw new Error('nothing was judged');
  return result;
}

/** `pass` or `fail`, and why. */
export function verdictOf(entry: unknown, given: Partial<Subject> = {}): string {
  const { pass, reason } = judged(entry, given);
  return `${pass ? 'pass' : 'fail'}: ${reason}`;
}

/** What is wrong with an entry that its schema lets through. */
export function problemOf(entry: unknown): string | undefined {
  const compiled = compileAssertions([assertionSchema.parse(entry)]);
  return compiled.ok ? undefined : compiled.problems[0]?.message;
}
