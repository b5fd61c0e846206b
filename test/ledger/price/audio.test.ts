import { expect, it } from 'vitest';
import { loadPrices } from '../../../src/ledger/price/load-prices.ts';

const prices = await loadPrices();
const OPENAI = { name: 'openai', api: 'openai', free: false, address: '' };

function costOf(model: string, usage: Parameters<typeof prices.price>[0]['usage']) {
  const { costPico, status } = prices.price({ provider: OPENAI, model, usage, at: Date.UTC(2026, 10, 28) });
  return { status, dollars: costPico === null ? null : Number(costPico) / 1e12 };
}

it('prices audio of a realtime answer as audio, from the cache and not', () => {
  const usage = {
    total_tokens: 1_250,
    input_tokens: 1_000,
    output_tokens: 250,
    input_token_details: {
      text_tokens: 100,
      audio_tokens: 900,
      cached_tokens: 500,
      cached_tokens_details: { text_tokens: 50, audio_tokens: 450 },
    },
    output_token_details: { text_tokens: 50, audio_tokens: 200 },
  };
  // A million: text $4 in, $16 out; audio $32 in, $64 out; from the cache $0.40 either.
  const dollars = (50 * 4 + 450 * 32 + 500 * 0.4 + 50 * 16 + 200 * 64) / 1e6;
  expect(costOf('gpt-realtime', usage)).toEqual({ status: 'listed', dollars });
});

it('prices audio of a transcription as audio', () => {
  const usage = {
    type: 'tokens',
    total_tokens: 1_100,
    input_tokens: 1_000,
    output_tokens: 100,
    input_token_details: { text_tokens: 0, audio_tokens: 1_000 },
  };
  expect(costOf('gpt-4o-transcribe', usage)).toEqual({
    status: 'listed',
    dollars: (1_000 * 6 + 100 * 10) / 1e6,
  });
});

it.each(['gpt-4o-realtime-preview', 'gpt-4o-mini-realtime-preview'])(
  'knows a model by the name that the table itself gives it: %s',
  (model) => {
    expect(costOf(model, { input_tokens: 1, output_tokens: 1, total_tokens: 2 }).status).toBe('listed');
  },
);
