import { beforeAll, describe, expect, it, test } from 'vitest';
import { picoOf } from '../../../src/core/money.ts';
import type { PricedProvider, Prices } from '../../../src/core/usage.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { freePrices, loadPrices } from '../../../src/ledger/price/load-prices.ts';

const AT = Date.parse('2026-11-28T12:00:00Z');
const CHAT = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
const MESSAGE = { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 0 };

let prices: Prices;
beforeAll(async () => {
  prices = await loadPrices();
});

function at(address: string, rest: Partial<PricedProvider> = {}): PricedProvider {
  return { name: 'main', api: 'openai', free: false, address, ...rest };
}

function priceOf(address: string, model: string, usage: Json, when = AT) {
  const { costPico, status } = prices.price({ provider: at(address), model, usage, at: when });
  return [status, costPico] as const;
}

/** One token of the input from the cache, none out. */
function priceCachingOne(input: number) {
  const usage = { ...MESSAGE, input_tokens: input - 1, cache_read_input_tokens: 1, output_tokens: 0 };
  return priceOf('api.anthropic.com', 'claude-sonnet-4-5', usage)[1];
}

/** With searches of the web beside the tokens. */
function priceSearching(count: number) {
  const usage = { ...MESSAGE, server_tool_use: { web_search_requests: count } };
  return priceOf('api.anthropic.com', 'claude-haiku-4-5', usage);
}

/** 1000 tokens in, none out. */
function priceThen(model: string, host: string, when: string) {
  return priceOf(host, model, { ...CHAT, completion_tokens: 0, total_tokens: 1000 }, Date.parse(when))[1];
}

function sayThen(model: string, when: string) {
  return prices.describe(at(model === 'o3' ? 'api.openai.com' : 'api.deepseek.com'), model, Date.parse(when));
}

describe('what a call cost', () => {
  it('is each bucket at its price, and cached tokens are not counted twice', () => {
    const usage = { ...CHAT, prompt_tokens_details: { cached_tokens: 600 } };
    // 400 at $2.50, 600 at $1.25, 100 at $10 a million.
    expect(priceOf('api.openai.com', 'gpt-4o', usage)).toEqual(['listed', picoOf('0.00275')]);
    // Anthropic's input leaves them out: 1000 at $3, 600 at $0.30, 100 at $15.
    const message = { ...MESSAGE, cache_read_input_tokens: 600 };
    expect(priceOf('api.anthropic.com', 'claude-sonnet-4-20250514', message)).toEqual([
      'listed',
      picoOf('0.00468'),
    ]);
  });

  it('is unknown for an unknown model, not 0', () => {
    expect(priceOf('api.openai.com', 'gpt-99', CHAT)).toEqual(['unknown-model', null]);
  });

  it('is unknown at an unknown provider, whatever the model is called', () => {
    expect(priceOf('proxy.example.org', 'gpt-4o', CHAT)).toEqual(['unknown-provider', null]);
    expect(priceOf('api.openai.com.example.org', 'gpt-4o', CHAT)).toEqual(['unknown-provider', null]);
    expect(priceOf('http://127.0.0.1:11434/v1', 'llama3.2:3b', CHAT)).toEqual(['unknown-provider', null]);
  });

  it('is 0 for a free local model, whatever it says', () => {
    const provider = at('http://127.0.0.1:11434/v1', { free: true });
    for (const known of [prices, freePrices()]) {
      for (const usage of [CHAT, null, { nonsense: true }, { eval_count: 5 }]) {
        expect(known.price({ provider, model: 'llama3.2:3b', usage, at: AT })).toMatchObject({
          status: 'free',
          costPico: 0n,
        });
      }
      expect(known.describe(provider, 'llama3.2:3b', AT)).toBe('free');
    }
  });

  test.each<[string, Json]>([
    ['no-usage', null],
    ['unknown-shape', { tokens: 1 }],
    ['impossible', { ...CHAT, prompt_tokens: -1 }],
    ['does-not-add-up', { ...CHAT, total_tokens: 5 }],
    ['incomplete', { prompt_tokens: 1000 }],
    ['incomplete', { completion_tokens: 100 }],
  ])('is unknown where the usage is %s', (reason, usage) => {
    expect(priceOf('api.openai.com', 'gpt-4o', usage)).toEqual([reason, null]);
  });

  it('is unknown where it would be more than ten thousand dollars', () => {
    // A search costs a cent.
    expect(priceSearching(999_000)[0]).toBe('listed');
    expect(priceSearching(1_000_000)).toEqual(['incomplete', null]);
    const usage = { prompt_tokens: 9e15, completion_tokens: 0, total_tokens: 9e15 };
    expect(priceOf('api.openai.com', 'gpt-4o', usage)).toEqual(['impossible', null]);
  });

  it('needs no output where output has no price', () => {
    expect(priceOf('api.openai.com', 'text-embedding-3-small', { prompt_tokens: 1000 })).toEqual([
      'listed',
      picoOf('0.00002'),
    ]);
  });

  it('takes the tier that all of the input is in', () => {
    expect(priceCachingOne(200_000)).toBe(199_999n * 3_000_000n + 300_000n);
    expect(priceCachingOne(200_001)).toBe(200_000n * 6_000_000n + 600_000n);
  });

  it('tells cache writes of five minutes from those of an hour', () => {
    const usage = {
      ...MESSAGE,
      cache_creation_input_tokens: 1000,
      cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 },
    };
    const model = 'claude-haiku-4-5-20251001';
    expect(priceOf('api.anthropic.com', model, usage)[1]).toBe(
      1000n * 1_000_000n + 400n * 1_250_000n + 600n * 2_000_000n + 100n * 5_000_000n,
    );
    // Google's price for an hour is not in the table.
    expect(priceOf('europe-west1-aiplatform.googleapis.com', 'claude-sonnet-4@20250514', usage)).toEqual([
      'incomplete',
      null,
    ]);
  });

  it('charges searches by the piece', () => {
    const usage = { ...MESSAGE, server_tool_use: { web_search_requests: 3 } };
    const [, without] = priceOf('api.anthropic.com', 'claude-haiku-4-5', MESSAGE);
    expect(priceOf('api.anthropic.com', 'claude-haiku-4-5', usage)[1]).toBe(
      (without ?? 0n) + 30_000_000_000n,
    );
  });

  test.each([
    { service_tier: 'batch' },
    { service_tier: 'priority' },
    { inference_geo: 'us' },
    { speed: 'fast' },
  ])('is unknown off the list: %j', (said) => {
    expect(priceOf('api.anthropic.com', 'claude-haiku-4-5', { ...MESSAGE, ...said })).toEqual([
      'off-list',
      null,
    ]);
  });

  it("honours a price's first day and its hours", () => {
    expect([
      priceThen('o3', 'api.openai.com', '2025-06-09T23:59:59Z'),
      priceThen('o3', 'api.openai.com', '2025-06-10T00:00:00Z'),
    ]).toEqual([10_000_000_000n, 2_000_000_000n]);
    expect(priceThen('deepseek-chat', 'api.deepseek.com', '2025-07-01T00:29:59Z')).toBe(135_000_000n);
    expect(priceThen('deepseek-chat', 'api.deepseek.com', '2025-07-01T00:30:00Z')).toBe(270_000_000n);
    expect(priceThen('deepseek-chat', 'api.deepseek.com', '2025-07-01T16:30:00Z')).toBe(135_000_000n);
  });

  it('does not take audio for text where audio has no price', () => {
    const usage = { ...CHAT, prompt_tokens_details: { audio_tokens: 10 } };
    expect(priceOf('api.openai.com', 'gpt-4o-audio-preview', usage)).toEqual(['incomplete', null]);
  });
});

describe("OpenRouter's own cost", () => {
  test.each<[string, JsonObject, bigint | null]>([
    ['wins over the table', { cost: 0.0160614 }, 16_061_400_000n],
    ['is exact where it is tiny', { cost: 8e-8 }, 80_000n],
    ['is 0 where it says so', { cost: 0 }, 0n],
    [
      'is with the cost behind it, for a key of one’s own',
      { cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } },
      21_000_000_000n,
    ],
  ])('%s', (_name, said, expected) => {
    expect(priceOf('openrouter.ai', 'who/knows', { ...CHAT, ...said })).toEqual(['stated', expected]);
  });

  it('is no cost where another says it, or where it can’t be', () => {
    expect(priceOf('api.openai.com', 'gpt-99', { ...CHAT, cost: 1 })).toEqual(['unknown-model', null]);
    expect(priceOf('openrouter.ai', 'who/knows', { ...CHAT, cost: -1 })).toEqual(['unknown-model', null]);
    expect(priceOf('openrouter.ai', 'who/knows', { ...CHAT, cost: 0.1, is_byok: true })).toEqual([
      'unknown-model',
      null,
    ]);
  });

  it.each([
    [{ cost: 10_000 }, picoOf('10000')],
    [{ cost: 10_001 }, null],
    [{ cost: 1e300 }, null],
    [{ cost: 6_000, is_byok: true, cost_details: { upstream_inference_cost: 6_000 } }, null],
  ])('is none above ten thousand dollars: %j', (said, expected) => {
    expect(priceOf('openrouter.ai', 'who/knows', { ...CHAT, ...said })[1]).toBe(expected);
  });

  it('is 0 for a free variant that states none', () => {
    expect(priceOf('openrouter.ai', 'who/knows:free', CHAT)).toEqual(['free', 0n]);
  });
});

describe('a model’s price in words', () => {
  test.each([
    ['api.openai.com', 'gpt-4o', '$2.50 in, $1.25 cache read, $10.00 out per 1M tokens'],
    ['openai https://api.openai.com/v1', 'GPT-4o', '$2.50 in, $1.25 cache read, $10.00 out per 1M tokens'],
    ['api.openai.com', 'text-embedding-3-small', '$0.02 in per 1M tokens'],
    [
      'api.x.ai',
      'grok-4.3',
      '$1.25 in, $0.20 cache read, $2.50 out per 1M tokens; above 199999 tokens in: $2.50 in, $0.40 cache read, $5.00 out',
    ],
    [
      'api.deepseek.com',
      'deepseek-chat',
      '$0.135 in, $0.035 cache read, $0.55 out per 1M tokens; from 00:30 UTC to 16:30 UTC: $0.27 in, $0.07 cache read, $1.10 out',
    ],
    ['openrouter.ai', 'who/knows:free', 'free'],
    // Listed, but without any price.
    ['api.openai.com', 'omni-moderation-latest', null],
    ['api.openai.com', 'gpt-99', null],
    ['proxy.example.org', 'gpt-4o', null],
  ])('%s, %s: %s', (address, model, expected) => {
    expect(prices.describe(at(address), model, AT)).toBe(expected);
  });

  it('does not change with the hour, and changes on the first day of another price', () => {
    expect(sayThen('deepseek-chat', '2026-01-01T00:00:00Z')).toBe(
      sayThen('deepseek-chat', '2026-01-01T12:00:00Z'),
    );
    expect(sayThen('o3', '2025-06-09T00:00:00Z')).not.toBe(sayThen('o3', '2025-06-11T00:00:00Z'));
  });
});

describe('which model a name means', () => {
  test.each([
    ['api.openai.com', 'gpt-4o-2024-08-06', 'gpt-4o'],
    ['api.anthropic.com', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['api.anthropic.com', 'claude-haiku-4-5-latest', 'claude-haiku-4-5'],
    ['api.anthropic.com', 'claude-opus-5-20260815', 'claude-opus-5'],
    ['aiplatform.googleapis.com', 'claude-sonnet-4@20250514', 'claude-sonnet-4'],
    ['generativelanguage.googleapis.com', 'gemini-2.0-flash-001', 'gemini-2.0-flash'],
    ['generativelanguage.googleapis.com', 'models/gemini-2.5-flash', 'gemini-2.5-flash'],
    [
      'bedrock-runtime.eu-central-1.amazonaws.com',
      'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
      'claude-haiku-4-5-20251001',
    ],
  ])('at %s, %s is %s', (address, name, same) => {
    const said = prices.describe(at(address), same, AT);
    expect(said).not.toBeNull();
    expect(prices.describe(at(address), name, AT)).toBe(said);
  });

  test.each([
    ['api.anthropic.com', 'claude-3-opus-new'],
    ['api.anthropic.com', 'my-claude-v2'],
    ['api.deepseek.com', 'deepseek-r1-distill-llama-70b'],
    ['generativelanguage.googleapis.com', 'gemini-2.5-pro-preview-05-06'],
    // A snapshot that the table does not know may cost anything.
    ['api.openai.com', 'gpt-4o-2027-01-01'],
    ['api.openai.com', 'gpt-4o-'],
    ['api.openai.com', ''],
    ['api.openai.com', 'claude-haiku-4-5'],
  ])('at %s, %s is nobody’s', (address, name) => {
    expect(prices.describe(at(address), name, AT)).toBeNull();
  });

  it('looks no endless name up', () => {
    expect(prices.describe(at('api.anthropic.com'), 'claude-haiku-4-5-'.padEnd(100_000, '9'), AT)).toBeNull();
  });
});
