import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { normalize } from '../../src/ledger/normalize/index.ts';

type Counts = readonly [
  fresh: number | null,
  cacheRead: number | null,
  cacheWrite: number | null,
  visible: number | null,
  reasoning: number | null,
];

function countsOf(usage: Json, api = 'openai'): Counts | string {
  const reading = normalize(usage, api);
  if (!reading.ok) return reading.reason;
  const { input, output } = reading.use.buckets;
  return [input.fresh, input.cacheRead, input.cacheWrite, output.visible, output.reasoning];
}

const CHAT = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const MESSAGE = { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 7 };
const GEMINI = { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 };

describe('a usage object in disjoint buckets', () => {
  test.each<[string, Json, Counts]>([
    ['OpenAI chat, nothing cached', CHAT, [100, null, null, 20, null]],
    [
      'OpenAI chat, its details',
      {
        ...CHAT,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
        completion_tokens_details: { reasoning_tokens: 15 },
      },
      [10, 60, 30, 5, 15],
    ],
    ['OpenAI chat, details of null', { ...CHAT, prompt_tokens_details: null }, [100, null, null, 20, null]],
    ['OpenAI embeddings', { prompt_tokens: 8, total_tokens: 8 }, [8, null, null, 0, null]],
    [
      'DeepSeek',
      { ...CHAT, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
      [36, 64, null, 20, null],
    ],
    ['Moonshot', { ...CHAT, cached_tokens: 64 }, [36, 64, null, 20, null]],
    [
      'xAI, which counts reasoning beside the completion',
      { ...CHAT, total_tokens: 420, completion_tokens_details: { reasoning_tokens: 300 } },
      [100, null, null, 20, 300],
    ],
    [
      "Gemini's compatible endpoint, whose thoughts stand in the total alone",
      { ...CHAT, total_tokens: 420 },
      [100, null, null, 20, 300],
    ],
    [
      'OpenAI responses',
      {
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 60 },
        output_tokens: 20,
        output_tokens_details: { reasoning_tokens: 20 },
        total_tokens: 120,
      },
      [40, 60, null, 0, 20],
    ],
    [
      'Anthropic, whose input leaves the cache out',
      { ...MESSAGE, cache_creation_input_tokens: 3, output_tokens_details: { thinking_tokens: 4 } },
      [10, 7, 3, 1, 4],
    ],
    [
      'Anthropic, cache writes by their parts alone',
      { ...MESSAGE, cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 2 } },
      [10, 7, 3, 5, null],
    ],
    [
      'Anthropic, a compaction beside the sum',
      {
        ...MESSAGE,
        iterations: [
          { type: 'compaction', input_tokens: 1000, output_tokens: 100 },
          { type: 'message', input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 7 },
        ],
      },
      [1010, 7, null, 105, null],
    ],
    [
      'Gemini',
      {
        ...GEMINI,
        cachedContentTokenCount: 60,
        toolUsePromptTokenCount: 5,
        thoughtsTokenCount: 30,
        totalTokenCount: 155,
      },
      [45, 60, null, 20, 30],
    ],
    [
      'Gemini, thoughts alone',
      { promptTokenCount: 10, thoughtsTokenCount: 4, totalTokenCount: 14 },
      [10, null, null, 0, 4],
    ],
    [
      'Bedrock',
      {
        inputTokens: 3,
        outputTokens: 61,
        cacheReadInputTokens: 2074,
        cacheWriteInputTokens: 297,
        totalTokens: 2435,
      },
      [3, 2074, 297, 61, null],
    ],
    [
      'Cohere, what it charges for',
      {
        billed_units: { input_tokens: 41, output_tokens: 28 },
        tokens: { input_tokens: 1442, output_tokens: 29 },
      },
      [41, null, null, 28, null],
    ],
    [
      'a span of OpenTelemetry, whose input holds the cache and whose output the reasoning',
      {
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.cache_read.input_tokens': 60,
        'gen_ai.usage.cache_creation.input_tokens': 30,
        'gen_ai.usage.output_tokens': 20,
        'gen_ai.usage.reasoning.output_tokens': 15,
      },
      [10, 60, 30, 5, 15],
    ],
    [
      'a span by the older names',
      { 'gen_ai.usage.prompt_tokens': 100, 'gen_ai.usage.completion_tokens': 20 },
      [100, null, null, 20, null],
    ],
    [
      'a span of Anthropic, by its names and not by its API',
      { 'gen_ai.usage.input_tokens': 17, 'gen_ai.usage.cache_read.input_tokens': 7 },
      [10, 7, null, null, null],
    ],
    ['Ollama', { prompt_eval_count: 26, eval_count: 298 }, [26, null, null, 298, null]],
  ])('%s', (_name, usage, expected) => {
    expect(countsOf(usage)).toEqual(expected);
  });

  it('leaves null what the provider did not say, and does not make it 0', () => {
    expect(countsOf({ eval_count: 298 })).toEqual([null, null, null, 298, null]);
    expect(countsOf({ output_tokens: 5 }, 'anthropic')).toEqual([null, null, null, 5, null]);
    expect(countsOf({ prompt_tokens: 8 })).toEqual([8, null, null, null, null]);
  });

  it('counts cached tokens once', () => {
    const counts = countsOf({ ...CHAT, prompt_tokens_details: { cached_tokens: 90 } });
    expect(counts).toEqual([10, 90, null, 20, null]);
  });

  it('tells the two shapes with input_tokens apart by the API where the object does not', () => {
    const usage = { input_tokens: 10, output_tokens: 5, server_tool_use: { web_search_requests: 2 } };
    const searches = (api: string) => {
      const reading = normalize(usage, api);
      return reading.ok ? reading.use.searches : null;
    };
    expect([searches('anthropic'), searches('openai')]).toEqual([2, 0]);
  });
});

describe('a usage object that tells nothing', () => {
  test.each<[string, Json, string]>([
    ['no-usage', null, 'there is none'],
    ['unknown-shape', {}, 'it is empty'],
    ['unknown-shape', [CHAT], 'it is a list'],
    ['unknown-shape', 'none', 'it is a text'],
    ['unknown-shape', { tokens: 5 }, 'nobody knows it'],
    ['impossible', { ...CHAT, prompt_tokens: -1 }, 'a count is negative'],
    ['impossible', { ...CHAT, prompt_tokens: Number.NaN }, 'a count is not a number'],
    ['impossible', { ...CHAT, prompt_tokens: 1.5 }, 'a count is a fraction'],
    ['impossible', { ...CHAT, prompt_tokens: '100' }, 'a count is a text'],
    ['impossible', { ...CHAT, prompt_tokens: 2 ** 53 }, 'a count is beyond what a number holds'],
    [
      'impossible',
      { 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.cache_read.input_tokens': 7 },
      'a span has more cached than went in',
    ],
    ['impossible', { prompt_tokens: 1_000_000_001 }, 'a count is above a billion'],
    ['impossible', { ...CHAT, prompt_tokens_details: { cached_tokens: 101 } }, 'more is cached than went in'],
    [
      'impossible',
      { ...CHAT, completion_tokens_details: { reasoning_tokens: 21 } },
      'more was thought than came out',
    ],
    ['impossible', { ...CHAT, prompt_tokens_details: { audio_tokens: 101 } }, 'more audio than input'],
    [
      'impossible',
      { ...MESSAGE, cache_creation_input_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 2 } },
      'more is written for an hour than is written',
    ],
    ['does-not-add-up', { ...CHAT, total_tokens: 119 }, 'the total is less than its parts'],
    [
      'does-not-add-up',
      { ...CHAT, total_tokens: 130, completion_tokens_details: { reasoning_tokens: 5 } },
      'the total holds what no part does',
    ],
    ['does-not-add-up', { ...GEMINI, totalTokenCount: 121 }, 'the total of Gemini holds more than its parts'],
    ['does-not-add-up', { inputTokens: 1, outputTokens: 1, totalTokens: 3 }, 'the total of Bedrock does'],
  ])('%s: %j, for %s', (reason, usage) => {
    expect(countsOf(usage)).toBe(reason);
  });
});
