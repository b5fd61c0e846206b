import { expect, it } from 'vitest';
import { createCountedParents } from '../../../src/ledger/traces/counted-parents.ts';
import { traceSpan, type TraceSpan } from '../../../src/ledger/traces/trace-span.ts';
import { readSpans } from '../../../src/ledger/traces/read-spans.ts';
import { attributesOf, bodyOf, spanOf } from './spans.ts';

const hex = (n: number): string => n.toString(16).padStart(16, '0');

function call(id: number, parent: number): TraceSpan {
  const read = readSpans(bodyOf([spanOf(attributesOf(), { spanId: hex(id), parentSpanId: hex(parent) })]));
  const [sent] = read.ok ? read.spans : [];
  const span = sent === undefined ? null : traceSpan(sent, 0);
  if (span === null) throw new Error('this is no span');
  return span;
}

it('remembers so many and no more, the newest', () => {
  const parents = createCountedParents(3);
  const counted = (id: number, parent: number) => {
    const span = call(id, parent);
    return parents.without('digest', [span], [span]).length;
  };
  for (const n of [1, 2, 3, 4]) expect(counted(n, n + 100)).toBe(1);
  // 101 has been forgotten; 102 to 104 are what is known of.
  expect([counted(104, 1_004), counted(103, 1_003), counted(101, 1_001)]).toEqual([0, 0, 1]);
});
