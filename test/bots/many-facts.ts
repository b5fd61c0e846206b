import type { Fact } from '../../src/core/message.ts';

/** So many facts, each with this text. */
export function manyFacts(count: number, text: string): Fact[] {
  return Array.from({ length: count }, (_, i) => ({ label: `Fact ${i}`, text }));
}
