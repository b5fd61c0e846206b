import { usesOfTraces } from '../../../src/ledger/traces/uses-of-traces.ts';
import type { TracesRead } from '../../../src/ledger/traces/uses-of-traces.ts';

export const NOW = Date.parse('2026-12-09T00:00:00Z');
export const TRACE = '5b8efff798038103d269b633813fc60c';
export const SPAN = 'eee19b7ec3c1b174';

type Given = Readonly<Record<string, unknown>>;

/** Attributes of a model call, with others in their place; `undefined` takes one away. */
export function attributesOf(given: Given = {}): Given {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.response.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': 22,
    'gen_ai.usage.output_tokens': 3,
    ...given,
  };
}

/** A span with these attributes: values are texts, numbers, or what stands in OTLP for anything else. */
export function spanOf(attributes: Given = attributesOf(), fields: Given = {}): Given {
  return {
    traceId: TRACE,
    spanId: SPAN,
    name: 'chat gpt-4o-mini',
    kind: 3,
    startTimeUnixNano: '1796767200000000000',
    endTimeUnixNano: '1796767201234567890',
    attributes: listOf(attributes),
    status: {},
    ...fields,
  };
}

export function bodyOf(spans: readonly unknown[], resource: Given = {}): unknown {
  return { resourceSpans: [{ resource: { attributes: listOf(resource) }, scopeSpans: [{ spans }] }] };
}

/** What a request of these spans comes to; throws where it was refused as a whole. */
export function readOf(spans: readonly unknown[], resource: Given = {}): Extract<TracesRead, { ok: true }> {
  const read = usesOfTraces(bodyOf(spans, resource), { now: NOW });
  if (!read.ok) throw new Error(read.problem);
  return read;
}

function listOf(attributes: Given): readonly unknown[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'number' ? { intValue: value } : value;
}
