import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Json } from '../../../src/core/json.ts';
import { picoOf } from '../../../src/core/money.ts';
import type { PricedProvider, Prices, UsageBuckets } from '../../../src/core/usage.ts';
import { freePrices, loadPrices } from '../../../src/ledger/price/load-prices.ts';
import type { LedgerProvider, LedgerProviders } from '../../../src/ledger/settings.ts';

const AT = Date.parse('2026-11-28T12:00:00Z');
const CHAT = {
  prompt_tokens: 1000,
  completion_tokens: 100,
  total_tokens: 1100,
  prompt_tokens_details: { cached_tokens: 600 },
  completion_tokens_details: { reasoning_tokens: 40 },
};
const MESSAGE = { input_tokens: 1000, output_tokens: 0, cache_read_input_tokens: 0 };
const RATES = {
  input: 2_000_000_000_000n,
  cacheRead: 1_000_000_000_000n,
  cacheWrite: null,
  output: 8_000_000_000_000n,
  reasoning: null,
};
/** What `CHAT` comes to at these. */
const AT_RATES = 400n * 2_000_000n + 600n * 1_000_000n + 100n * 8_000_000n;
const HALF = { numerator: 5_000n, denominator: 10_000n };

function configured(...entries: readonly Partial<LedgerProvider>[]): LedgerProviders {
  const bare = {
    name: 'openai',
    free: null,
    pricedAs: null,
    prices: new Map(),
    tiers: new Map(),
    adminKey: null,
  };
  return new Map(entries.map((entry) => [entry.name ?? bare.name, { ...bare, ...entry }]));
}

const OURS = configured(
  {
    name: 'openai',
    prices: new Map([
      ['gpt-4o-mini', { kind: 'rates', rates: RATES }],
      ['embedder', { kind: 'rates', rates: { ...RATES, output: null } }],
      ['my-deployment', { kind: 'as', model: 'gpt-4o-2024-08-06' }],
      ['my-mistake', { kind: 'as', model: 'gpt-99' }],
      ['gift', { kind: 'free' }],
    ]),
    tiers: new Map([
      ['batch', HALF],
      ['third', { numerator: 3_333n, denominator: 10_000n }],
    ]),
  },
  {
    name: 'openrouter',
    prices: new Map([
      ['a/b', { kind: 'rates', rates: RATES }],
      ['c/d', { kind: 'as', model: 'openai/gpt-4o' }],
    ]),
  },
  {
    name: 'anthropic',
    tiers: new Map([
      ['batch', HALF],
      ['us', { numerator: 11_000n, denominator: 10_000n }],
    ]),
  },
  { name: 'proxy', pricedAs: 'openai' },
  { name: 'gifts', free: true },
  { name: 'no-gifts', free: false },
);

let prices: Prices;
beforeAll(async () => {
  prices = await loadPrices(OURS);
});

const HOSTS: Readonly<Record<string, string>> = {
  openai: 'api.openai.com',
  anthropic: 'api.anthropic.com',
  openrouter: 'openrouter.ai',
};

function provider(name: string, rest: Partial<PricedProvider> = {}): PricedProvider {
  return { name, api: 'openai', free: false, address: HOSTS[name] ?? `${name}.example.org`, ...rest };
}

function priceOf(name: string, model: string, usage: Json, tier: string | null = null) {
  const { status, costPico } = prices.price({ provider: provider(name), model, usage, at: AT, tier });
  return [status, costPico] as const;
}

function say(name: string, model: string) {
  return prices.describe(provider(name), model, AT);
}

function priceEstimate(usage: Json, estimate: UsageBuckets | null, model = 'gpt-4o-2024-08-06') {
  return prices.price({ provider: provider('openai'), model, usage, at: AT, estimate });
}

describe('a configured price', () => {
  it('goes before the table’s, each bucket at its own', () => {
    expect(priceOf('openai', 'gpt-4o-mini', CHAT)).toEqual(['configured', AT_RATES]);
  });

  it('holds for the dated names of its model, and for no other model or provider', () => {
    expect(priceOf('openai', 'gpt-4o-mini-2024-07-18', CHAT)).toEqual(['configured', AT_RATES]);
    expect(priceOf('openai', 'gpt-4o-2024-08-06', CHAT)[0]).toBe('listed');
    expect(priceOf('proxy', 'gpt-4o-mini', CHAT)[0]).toBe('listed');
  });

  it('needs no table, and no known provider', () => {
    const call = { provider: provider('openai', { address: '' }), model: 'gpt-4o-mini', usage: CHAT, at: AT };
    expect(freePrices(OURS).price(call)).toMatchObject({ status: 'configured', costPico: AT_RATES });
  });

  it('has cached input at the price of input and reasoning at that of output where it says no other', () => {
    const usage = { ...CHAT, prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 1000 } };
    expect(priceOf('openai', 'gpt-4o-mini', usage)[1]).toBe(1000n * 2_000_000n + 100n * 8_000_000n);
  });

  it('needs no output where output has no price, and knows no cost of output that there is', () => {
    expect(priceOf('openai', 'embedder', { prompt_tokens: 1000 })).toEqual(['configured', 2_000_000_000n]);
    expect(priceOf('openai', 'embedder', CHAT)).toEqual(['incomplete', null]);
  });

  test.each<[string, Json]>([
    ['audio', { ...CHAT, prompt_tokens_details: { audio_tokens: 5 } }],
    ['a search', { ...MESSAGE, server_tool_use: { web_search_requests: 1 } }],
    ['a write for an hour', { ...MESSAGE, cache_creation: { ephemeral_1h_input_tokens: 1 } }],
  ])('is unknown for %s, which it does not name', (_what, usage) => {
    expect(priceOf('openai', 'gpt-4o-mini', usage)).toEqual(['incomplete', null]);
  });

  it('goes before what OpenRouter says, which goes before an alias', () => {
    expect(priceOf('openrouter', 'a/b', { ...CHAT, cost: 1 })).toEqual(['configured', AT_RATES]);
    expect(priceOf('openrouter', 'c/d', { ...CHAT, cost: 1 })).toEqual(['stated', picoOf('1')]);
    expect(priceOf('openrouter', 'c/d', CHAT)).toEqual(priceOf('openrouter', 'openai/gpt-4o', CHAT));
  });

  it('is 0 for a model that is declared free, whatever it says', () => {
    for (const usage of [CHAT, null])
      expect(priceOf('openai', 'gift', usage, 'priority')).toEqual(['free', 0n]);
  });

  it('is for a declared alias what the table has for the other name', () => {
    expect(priceOf('openai', 'my-deployment', CHAT)).toEqual(priceOf('openai', 'gpt-4o-2024-08-06', CHAT));
    expect(priceOf('openai', 'my-deployment', CHAT)[0]).toBe('listed');
    expect(priceOf('openai', 'my-mistake', CHAT)).toEqual(['unknown-model', null]);
  });

  it('says in words what it is', () => {
    expect(say('openai', 'gpt-4o-mini')).toBe('$2.00 in, $1.00 cache read, $8.00 out per 1M tokens');
    expect(say('openai', 'my-deployment')).toBe('$2.50 in, $1.25 cache read, $10.00 out per 1M tokens');
    expect([say('openai', 'gift'), say('gifts', 'any'), say('openai', 'my-mistake')]).toEqual([
      'free',
      'free',
      null,
    ]);
  });
});

describe('a configured provider', () => {
  it('is priced as the seller it names', () => {
    expect(priceOf('proxy', 'gpt-4o', CHAT)).toEqual(['listed', picoOf('0.00275')]);
  });

  it('is free or not as the ledger says, whatever its entry says', () => {
    expect(priceOf('gifts', 'any', CHAT)).toEqual(['free', 0n]);
    const call = { provider: provider('no-gifts', { free: true }), model: 'any', usage: CHAT, at: AT };
    expect(prices.price(call)).toMatchObject({ status: 'unknown-provider', costPico: null });
  });
});

describe('a tier', () => {
  test.each([
    ['batch', 'configured', AT_RATES / 2n],
    [' Batch ', 'configured', AT_RATES / 2n],
    ['priority', 'off-list', null],
    // The usual ones, and what a caller asked for who takes what comes.
    ['standard', 'configured', AT_RATES],
    ['default', 'configured', AT_RATES],
    ['auto', 'configured', AT_RATES],
    ['on-demand', 'configured', AT_RATES],
    ['', 'configured', AT_RATES],
  ])('%j that the caller names is %s', (tier, status, cost) => {
    expect(priceOf('openai', 'gpt-4o-mini', CHAT, tier)).toEqual([status, cost]);
  });

  it('costs its share of the table’s price, which is then no longer the list’s', () => {
    expect(priceOf('openai', 'gpt-4o-2024-08-06', CHAT, 'batch')).toEqual(['configured', picoOf('0.001375')]);
    expect(priceOf('openai', 'gpt-4o-2024-08-06', CHAT, 'flex')).toEqual(['off-list', null]);
  });

  it('is rounded once, a half up', () => {
    // 1 token at 2.50 dollars a million is 2,500,000 pico: a third of it is 833,250.
    const one = { prompt_tokens: 1, completion_tokens: 0, total_tokens: 1 };
    expect(priceOf('openai', 'gpt-4o-2024-08-06', one, 'third')[1]).toBe(833_250n);
    const odd = { kind: 'rates', rates: { ...RATES, input: 1_000_001n } } as const;
    const few = freePrices(configured({ prices: new Map([['m', odd]]), tiers: new Map([['batch', HALF]]) }));
    const costs = [1, 3].map((tokens) => {
      const usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
      return few.price({ provider: provider('openai'), model: 'm', usage, at: AT, tier: 'batch' }).costPico;
    });
    // 0.5000005 and 1.5000015 pico-USD.
    expect(costs).toEqual([1n, 2n]);
  });

  test.each([
    [{ service_tier: 'batch' }, null, 'configured', 500_000_000n],
    // The provider's word holds beside a caller's that asked for nothing special.
    [{ service_tier: 'batch' }, 'auto', 'configured', 500_000_000n],
    [{ service_tier: 'batch' }, 'batch', 'configured', 500_000_000n],
    [{ service_tier: 'standard' }, 'batch', 'configured', 500_000_000n],
    [{ service_tier: 'batch', inference_geo: 'us' }, null, 'configured', 550_000_000n],
    [{ inference_geo: 'us' }, 'batch', 'configured', 550_000_000n],
    [{ service_tier: 'priority' }, null, 'off-list', null],
    [{ service_tier: 'batch', speed: 'fast' }, null, 'off-list', null],
    [
      { service_tier: 'standard', inference_geo: 'global', speed: 'standard' },
      null,
      'listed',
      1_000_000_000n,
    ],
  ] as const)('in the usage object %j, from the caller %j: %s', (said, tier, status, cost) => {
    expect(priceOf('anthropic', 'claude-haiku-4-5', { ...MESSAGE, ...said }, tier)).toEqual([status, cost]);
  });

  it('does not change the price of a search', () => {
    const usage = { ...MESSAGE, service_tier: 'batch', server_tool_use: { web_search_requests: 1 } };
    expect(priceOf('anthropic', 'claude-haiku-4-5', usage)[1]).toBe(500_000_000n + 10_000_000_000n);
  });

  it.each(['ON_DEMAND_FLEX', 'flex', 'FLEX'])('of Gemini is the same in every spelling: %s', async (word) => {
    const flex = await loadPrices(configured({ name: 'google', tiers: new Map([['flex', HALF]]) }));
    const usage = { promptTokenCount: 1000, candidatesTokenCount: 0, totalTokenCount: 1000 };
    const priced = (said: object) =>
      flex.price({
        provider: provider('google', { address: 'generativelanguage.googleapis.com' }),
        model: 'gemini-2.5-flash',
        usage: { ...usage, ...said },
        at: AT,
      });
    const whole = priced({}).costPico ?? 0n;
    expect(priced({ trafficType: word, serviceTier: 'flex' })).toMatchObject({
      status: 'configured',
      costPico: whole / 2n,
    });
  });
});

describe('an estimate', () => {
  const estimate: UsageBuckets = {
    input: { fresh: 1000, cacheRead: null, cacheWrite: null },
    output: { visible: 100, reasoning: null },
  };

  it('is priced where the provider sent nothing', () => {
    expect(priceEstimate(null, estimate)).toEqual({
      buckets: estimate,
      status: 'listed',
      costPico: picoOf('0.0035'),
    });
    expect(priceEstimate(null, estimate, 'gpt-4o-mini')).toMatchObject({ status: 'configured' });
  });

  it('is nothing beside what the provider counted, also where that can’t be read', () => {
    expect(priceEstimate(CHAT, estimate).buckets?.input.cacheRead).toBe(600);
    expect(priceEstimate({ nonsense: 1 }, estimate)).toEqual({
      buckets: null,
      costPico: null,
      status: 'unknown-shape',
    });
  });

  it('has no cost where it is half of one, or can’t be', () => {
    expect(priceEstimate(null, null)).toMatchObject({ buckets: null, status: 'no-usage' });
    const half = { ...estimate, output: { visible: null, reasoning: null } };
    expect(priceEstimate(null, half)).toEqual({ buckets: half, costPico: null, status: 'incomplete' });
    const wrong = { ...estimate, output: { visible: -1, reasoning: null } };
    expect(priceEstimate(null, wrong)).toMatchObject({ buckets: null, status: 'impossible' });
  });
});
