import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TracesRead } from '../../../src/ledger/traces/uses-of-traces.ts';
import { usesOfTraces } from '../../../src/ledger/traces/uses-of-traces.ts';
import { NOW } from './spans.ts';

function read(name: string): Extract<TracesRead, { ok: true }> {
  const text = readFileSync(new URL(`../../fixtures/traces/${name}.json`, import.meta.url), 'utf8');
  const found = usesOfTraces(JSON.parse(text), { now: NOW });
  if (!found.ok) throw new Error(found.problem);
  return found;
}

const BARE = { estimate: null, partial: false, tier: null, trigger: null, promptHash: null };

describe('requests as instrumentations send them', () => {
  it("reads the Python OpenAI instrumentation's calls, a stream without usage among them, and no failed call", () => {
    const { uses, ...rest } = read('python-openai-v2');
    const trace = '5b8efff798038103d269b633813fc60c';
    const common = {
      ...BARE,
      provider: 'openai',
      traceId: trace,
      trigger: { kind: 'cron', id: 'nightly' },
    };
    expect(rest).toEqual({ ok: true, spans: 5, skipped: 2, rejected: [] });
    expect(uses).toEqual([
      {
        ...common,
        id: `${trace}:eee19b7ec3c1b174`,
        at: 1_796_767_201_234,
        model: 'gpt-4o-mini-2024-07-18',
        usage: { 'gen_ai.usage.input_tokens': 22, 'gen_ai.usage.output_tokens': 3 },
        latencyMs: 1234.56789,
        tier: 'default',
      },
      {
        ...common,
        id: `${trace}:eee19b7ec3c1b175`,
        at: 1_796_767_203_500,
        model: 'gpt-4o-mini-2024-07-18',
        usage: null,
        latencyMs: 1500,
      },
      {
        ...common,
        id: `${trace}:eee19b7ec3c1b176`,
        at: 1_796_767_204_250,
        model: 'text-embedding-3-small',
        usage: { 'gen_ai.usage.input_tokens': 8 },
        latencyMs: 250,
      },
    ]);
  });

  it("reads the JavaScript OpenAI instrumentation's call, whose integers are numbers", () => {
    expect(read('js-openai')).toEqual({
      ok: true,
      spans: 1,
      skipped: 0,
      rejected: [],
      uses: [
        {
          ...BARE,
          id: '0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331',
          traceId: '0af7651916cd43dd8448eb211c80319c',
          at: 1_796_767_200_750,
          provider: 'openai',
          model: 'gpt-4o-mini-2024-07-18',
          usage: { 'gen_ai.usage.input_tokens': 22, 'gen_ai.usage.output_tokens': 3 },
          latencyMs: 750.5,
        },
      ],
    });
  });

  it('books a call of AI SDK 6 once, by its inner span, and its provider by the plain name', () => {
    const { uses, skipped, rejected } = read('ai-sdk-6');
    expect(uses.map(({ id, provider, model, usage }) => ({ id, provider, model, usage }))).toEqual([
      {
        id: '4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b8',
        provider: 'openai',
        model: 'gpt-4o-2024-08-06',
        usage: {
          'gen_ai.usage.input_tokens': 1200,
          'gen_ai.usage.output_tokens': 80,
          'gen_ai.usage.cache_read.input_tokens': 1024,
        },
      },
    ]);
    expect({ skipped, rejected }).toEqual({ skipped: 2, rejected: [] });
  });

  it('books the model calls of an agent and of an embedMany of AI SDK 7, not the sums over them', () => {
    const { uses, skipped, rejected } = read('ai-sdk-7');
    expect(uses.map(({ id }) => id.slice(-16))).toEqual([
      '1000000000000003',
      '1000000000000006',
      '2000000000000002',
      '2000000000000003',
    ]);
    expect(uses[0]?.usage).toEqual({
      'gen_ai.usage.input_tokens': 1500,
      'gen_ai.usage.output_tokens': 90,
      'gen_ai.usage.cache_read.input_tokens': 1024,
      'gen_ai.usage.cache_creation.input_tokens': 0,
    });
    expect({ skipped, rejected }).toEqual({ skipped: 5, rejected: [] });
  });

  it("reads OpenLLMetry's older names", () => {
    const { uses, skipped, rejected } = read('openllmetry');
    expect(uses.map(({ provider, model, usage }) => ({ provider, model, usage }))).toEqual([
      {
        provider: 'openai',
        model: 'gpt-3.5-turbo-0125',
        usage: {
          'gen_ai.usage.prompt_tokens': 15,
          'gen_ai.usage.completion_tokens': 25,
          'llm.usage.total_tokens': 40,
        },
      },
    ]);
    expect({ skipped, rejected }).toEqual({ skipped: 1, rejected: [] });
  });

  it('skips spans of OpenInference, which are not the GenAI conventions, and counts them', () => {
    expect(read('openinference')).toEqual({ ok: true, spans: 1, skipped: 1, uses: [], rejected: [] });
  });
});
