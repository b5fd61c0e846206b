import { compileAssertions, type CompiledAssertion } from '../assertions/index.ts';
import type { HttpEntry } from './schema.ts';

/** What only a model's answer has. */
const OF_MODELS: readonly string[] = [
  'is-valid-openai-tools-call',
  'cost',
  'finish-reason',
  'x-ttft',
  'x-model-id',
  'x-fingerprint',
  'x-usage-present',
  'x-token-band',
];

/** The assertions of an entry, ready to judge. Throws with all that is wrong. */
export function compileHttp(probe: string, { assert }: HttpEntry): readonly CompiledAssertion[] {
  const misplaced = assert.flatMap(({ type }, index) =>
    OF_MODELS.includes(type.replace(/^not-/, ''))
      ? [{ index, message: `${type} is about a model's answer; an address has none of it` }]
      : [],
  );
  const compiled = compileAssertions(assert);
  const problems = [...misplaced, ...(compiled.ok ? [] : compiled.problems)];
  if (compiled.ok && problems.length === 0) return compiled.assertions;
  const lines = problems.map(({ index, message }) => `assert[${index}]: ${message}`);
  throw new Error(`probe ${probe}: ${lines.join('; ')}`);
}
