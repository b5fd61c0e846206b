import { findProvider } from '@pydantic/genai-prices';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { PricedProvider, Prices } from '../../../src/core/usage.ts';
import { loadPrices } from '../../../src/ledger/price/load-prices.ts';
import { pricedProviderOf } from '../../../src/ledger/price/priced-provider.ts';
import { providerIdOf } from '../../../src/ledger/price/provider-id.ts';
import { SELLERS } from '../../../src/ledger/price/sellers.ts';

const AT = Date.parse('2026-11-28T12:00:00Z');
const CONFIGURED = new Map<string, PricedProvider>(
  [
    { name: 'openai', api: 'openai', free: false, address: 'openai at https://proxy.example.org/v1' },
    { name: 'ollama', api: 'openai', free: true, address: 'openai at http://127.0.0.1:11434/v1' },
  ].map((each) => [each.name, each]),
);

let prices: Prices;
beforeAll(async () => {
  prices = await loadPrices();
});

function statusOf(provider: PricedProvider, model: string) {
  const usage = { input_tokens: 10, output_tokens: 5 };
  return prices.price({ provider, model, usage, at: AT }).status;
}

describe('the provider that a caller names', () => {
  it('is the configured one of that name, with its address and what it costs', () => {
    const proxy = pricedProviderOf('openai', CONFIGURED);
    expect(statusOf(proxy, 'gpt-4o')).toBe('unknown-provider');
    expect(statusOf(pricedProviderOf('ollama', CONFIGURED), 'llama3.2:3b')).toBe('free');
  });

  test.each([
    ['openai', 'gpt-4o'],
    ['OpenAI', 'gpt-4o'],
    ['anthropic', 'claude-haiku-4-5'],
    ['google', 'gemini-2.5-flash'],
    ['gemini', 'gemini-2.5-flash'],
    ['gcp.gemini', 'gemini-2.5-flash'],
    ['gcp.vertex_ai', 'gemini-2.5-flash'],
    ['gcp.gen_ai', 'gemini-2.5-flash'],
    ['aws.bedrock', 'eu.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['azure.ai.openai', 'gpt-4o'],
    ['azure.ai.inference', 'gpt-4o'],
    ['openrouter', 'openai/gpt-4o'],
    ['groq', 'llama-3.3-70b-versatile'],
    ['deepseek', 'deepseek-chat'],
    ['mistral', 'mistral-large-latest'],
    ['mistral_ai', 'mistral-large-latest'],
    ['xai', 'grok-4.3'],
    ['x_ai', 'grok-4.3'],
    ['cohere', 'command-r-plus'],
    ['perplexity', 'sonar'],
  ])('without one, %s is well known and sells %s', (name, model) => {
    expect(statusOf(pricedProviderOf(name, new Map()), model)).toBe('listed');
  });

  test.each([
    'ollama',
    'llama.cpp',
    'lmstudio',
    'my-proxy',
    '',
    'constructor',
    '__proto__',
    'openai.example.org',
  ])('without one, %j is nobody, and not free', (name) => {
    expect(statusOf(pricedProviderOf(name, new Map()), 'gpt-4o')).toBe('unknown-provider');
  });

  it('is spoken to as Anthropic where it is that', () => {
    const apis = ['anthropic', 'openai', 'nobody'].map((name) => pricedProviderOf(name, new Map()).api);
    expect(apis).toEqual(['anthropic', 'openai', 'openai']);
  });
});

describe('who sells by the price table', () => {
  it.each(SELLERS)('%s is in it', (seller) => {
    expect(findProvider({ providerId: seller })?.id).toBe(seller);
  });

  it.each(['api.openai.com', 'api.x.ai', 'ours.openai.azure.com', 'https://router.huggingface.co/groq/v1'])(
    'has the owner of %s',
    (address) => {
      expect(SELLERS).toContain(providerIdOf(address));
    },
  );
});
