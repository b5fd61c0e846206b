import { expect, it } from 'vitest';
import { normalize } from '../../../src/ledger/normalize/index.ts';
import { attributesOf, readOf, spanOf } from './spans.ts';

const CACHED = { 'ai.usage.cachedInputTokens': 5_000, 'gen_ai.usage.input_tokens': 12_000 };
const ANTHROPIC = { 'gen_ai.provider.name': undefined, 'gen_ai.system': 'anthropic.messages', ...CACHED };
const DETAILS = { 'ai.usage.inputTokenDetails.cacheReadTokens': 5_000 };

it.each([
  ['Anthropic by AI SDK 5: beside', ANTHROPIC, 12_000],
  ['Anthropic by AI SDK 6, which has details: within', { ...ANTHROPIC, ...DETAILS }, 7_000],
  ['others by AI SDK 5: within', CACHED, 7_000],
])('knows whether input includes what the cache gave: %s', (_name, attributes, fresh) => {
  const [use] = readOf([spanOf(attributesOf(attributes))]).uses;
  const reading = normalize(use?.usage ?? null, 'openai');
  expect(reading).toMatchObject({ ok: true, use: { buckets: { input: { fresh, cacheRead: 5_000 } } } });
});
