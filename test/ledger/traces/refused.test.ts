import { describe, expect, it, test } from 'vitest';
import { traceAnswer } from '../../../src/ledger/traces/trace-answer.ts';
import { usesOfTraces } from '../../../src/ledger/traces/uses-of-traces.ts';
import { attributesOf, bodyOf, NOW, readOf, spanOf } from './spans.ts';

const LONG = 'x'.repeat(201);

describe('a span that can not be booked is rejected alone, with its reason', () => {
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`gen_ai.usage.x${n}`, 1]));
  test.each<[string, unknown, string]>([
    ['no span', 'hello', 'not-a-span'],
    ['attributes that are none', { ...spanOf(), attributes: { key: 'x' } }, 'not-a-span'],
    ['a trace id in base64', spanOf(undefined, { traceId: 'W47/95gDgQPSabYzgT/GDA==' }), 'trace-id'],
    ['a trace id of zeros', spanOf(undefined, { traceId: '0'.repeat(32) }), 'trace-id'],
    ['no trace id', spanOf(undefined, { traceId: undefined }), 'trace-id'],
    ['a span id in base64', spanOf(undefined, { spanId: '7uGbfsPBsXQ=' }), 'span-id'],
    ['a time that is none', spanOf(undefined, { endTimeUnixNano: 'yesterday' }), 'time'],
    ['a negative time', spanOf(undefined, { startTimeUnixNano: -1 }), 'time'],
    ['no model', spanOf(attributesOf({ 'gen_ai.response.model': undefined })), 'no-model'],
    ['a long model', spanOf(attributesOf({ 'gen_ai.response.model': LONG })), 'long-model'],
    ['a long provider', spanOf(attributesOf({ 'gen_ai.provider.name': LONG })), 'long-provider'],
    ['a long tier', spanOf(attributesOf({ 'openai.response.service_tier': LONG })), 'long-tier'],
    ['a long prompt hash', spanOf(attributesOf({ 'pithead.prompt_hash': LONG })), 'long-prompt-hash'],
    ['a long count', spanOf(attributesOf({ 'gen_ai.usage.note': LONG })), 'long-count'],
    ['a long name of a count', spanOf(attributesOf({ [`gen_ai.usage.${LONG}`]: 1 })), 'long-count'],
    ['many counts', spanOf(attributesOf(many)), 'many-counts'],
    ['half a trigger', spanOf(attributesOf({ 'pithead.trigger.kind': 'cron' })), 'trigger'],
    [
      'a trigger of no kind',
      spanOf(attributesOf({ 'pithead.trigger.kind': 'moon', 'pithead.trigger.id': 'x' })),
      'trigger',
    ],
    [
      'a long trigger',
      spanOf(attributesOf({ 'pithead.trigger.kind': 'cron', 'pithead.trigger.id': LONG })),
      'trigger',
    ],
  ])('%s', (_, span, why) => {
    const good = spanOf(undefined, { spanId: 'f'.repeat(16) });
    const { uses, spans, skipped, rejected } = readOf([good, span]);
    expect({ uses: uses.length, spans, skipped, rejected }).toEqual({
      uses: 1,
      spans: 2,
      skipped: 0,
      rejected: [{ index: 1, why }],
    });
  });

  it('does not look at the ids of a span that is no model call', () => {
    expect(readOf([spanOf({}, { traceId: 7, endTimeUnixNano: 'x' })])).toMatchObject({
      skipped: 1,
      rejected: [],
    });
  });
});

describe('a request that is none', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'hello', 'the body: '],
    ['null', null, 'the body: '],
    ['an array', [], 'the body: '],
    ['spans of another shape', { resourceSpans: {} }, 'resourceSpans: '],
    [
      'a broken part',
      { resourceSpans: [{ scopeSpans: [{ spans: 1 }] }] },
      'resourceSpans.0.scopeSpans.0.spans: ',
    ],
    ['names with underscores', { resource_spans: [] }, 'resource_spans: must be resourceSpans'],
    [
      'a name that is sent',
      { resourceSpans: [{ resource: { attributes: [{ key: 1 }] } }] },
      'resourceSpans.0.resource.attributes.0.key: ',
    ],
  ])('%s', (_, body, beginning) => {
    const read = usesOfTraces(body, { now: NOW });
    expect(read.ok ? 'taken' : read.problem).toMatch(beginning);
  });

  test.each<[string, unknown]>([
    ['an empty object', {}],
    ['no spans', { resourceSpans: [{ scopeSpans: null }, {}] }],
    ['fields of a later day', { resourceSpans: [{ resource: null, weather: 'fine' }], weather: 1 }],
  ])('an empty one is fine: %s', (_, body) => {
    expect(usesOfTraces(body, { now: NOW })).toEqual({
      ok: true,
      uses: [],
      spans: 0,
      skipped: 0,
      rejected: [],
    });
  });

  it('takes 2,000 spans and not one more', () => {
    const spans = Array.from({ length: 2_000 }, () => ({}));
    expect(usesOfTraces(bodyOf(spans), { now: NOW })).toMatchObject({ ok: true, spans: 2_000 });
    expect(usesOfTraces(bodyOf([...spans, {}]), { now: NOW })).toEqual({
      ok: false,
      problem: '2001 spans in one request; 2000 are the most',
    });
  });
});

describe('the answer', () => {
  it('is empty where all was taken', () => {
    expect(traceAnswer([])).toEqual({});
  });

  it('counts what was rejected as a string, and says each reason once', () => {
    const answer = traceAnswer([
      { index: 3, why: 'span-id' },
      { index: 7, why: 'no-model' },
      { index: 9, why: 'no-model' },
    ]);
    expect(answer).toEqual({
      partialSuccess: {
        rejectedSpans: '3',
        errorMessage:
          'span 3: spanId must be 16 hex digits, not all zero (OTLP has no base64 in its JSON); ' +
          'span 7 and 1 more: it has usage, but neither gen_ai.response.model nor gen_ai.request.model',
      },
    });
  });
});
