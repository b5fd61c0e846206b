import { afterEach, describe, expect, it } from 'vitest';
import { MOST_RECORDS } from '../../../src/control/usage-record.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { CALL, CALL_USD, DIGEST_KEY, OTHER_KEY, startReporting, type Reporting } from './reporting.ts';

const open: Reporting[] = [];
async function started(...how: Parameters<typeof startReporting>): Promise<Reporting> {
  const one = await startReporting(...how);
  open.push(one);
  return one;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

describe('POST /v1/usage', () => {
  it('books a call for the workflow whose key it bears, and shows it in buckets that add up', async () => {
    const clock = createFakeClock();
    const ledger = await started({}, { clock });
    const record = {
      ...CALL,
      usage: {
        prompt_tokens: 1_000,
        completion_tokens: 100,
        total_tokens: 1_100,
        prompt_tokens_details: { cached_tokens: 400 },
        completion_tokens_details: { reasoning_tokens: 30 },
      },
      at: '2026-11-21T23:00:00+01:00',
      latencyMs: 812.5,
      traceId: '0123456789abcdef0123456789abcdef',
      trigger: { kind: 'cron', id: 'nightly' },
      promptHash: 'abc',
    };
    const answer = await ledger.post('/v1/usage', record);
    expect([answer.status, answer.body]).toEqual([202, { accepted: 1, duplicates: 0 }]);
    expect((await ledger.get('/v1/usage/chatcmpl-1')).body).toEqual({
      id: 'chatcmpl-1',
      workflow: 'digest',
      at: '2026-11-21T22:00:00.000Z',
      provider: 'openai',
      model: 'gpt-4o-2024-08-06',
      input: { fresh: 600, cacheRead: 400, cacheWrite: null },
      output: { visible: 70, reasoning: 30 },
      // 600 at $2.50, 400 at $1.25, 100 at $10 a million.
      costUsd: '0.003',
      priceStatus: 'listed',
      usageSource: 'provider',
      tier: null,
      latencyMs: 813,
      traceId: record.traceId,
      trigger: record.trigger,
      promptHash: 'abc',
      adjustments: [],
    });
  });

  it('counts the same id once, and takes the complete record in the place of the partial one', async () => {
    const ledger = await started();
    const start = { ...CALL, usage: null, partial: true };
    const bodies = [start, start, CALL, CALL, start];
    const answers = [];
    for (const body of bodies) answers.push((await ledger.post('/v1/usage', body)).body);
    expect(answers).toEqual([
      { accepted: 1, duplicates: 0 },
      { accepted: 0, duplicates: 1 },
      { accepted: 1, duplicates: 0 },
      { accepted: 0, duplicates: 1 },
      { accepted: 0, duplicates: 1 },
    ]);
    const { body } = await ledger.get('/v1/spend');
    expect(body).toMatchObject({ calls: 1, costUsd: CALL_USD, unpricedCalls: 0 });
    const again = await ledger.post('/v1/usage', [CALL, { ...CALL, id: 'b' }, { ...CALL, id: 'b' }]);
    expect(again.body).toEqual({ accepted: 1, duplicates: 2 });
  });

  it('keeps what a workflow reports from others: neither seen nor replaced', async () => {
    const ledger = await started();
    await ledger.post('/v1/usage', CALL);
    expect((await ledger.post('/v1/usage', { ...CALL, model: 'gpt-4o-mini' }, OTHER_KEY)).body).toEqual({
      accepted: 1,
      duplicates: 0,
    });
    expect((await ledger.get('/v1/usage/chatcmpl-1', DIGEST_KEY)).body).toMatchObject({ model: CALL.model });
    expect((await ledger.get('/v1/usage/chatcmpl-1', OTHER_KEY)).body).toMatchObject({
      model: 'gpt-4o-mini',
    });
    for (const [workflow, model] of [
      ['digest', CALL.model],
      ['other', 'gpt-4o-mini'],
    ] as const) {
      const { body } = await ledger.get(`/v1/usage/chatcmpl-1?workflow=${workflow}`);
      expect(body).toMatchObject({ workflow, model });
    }
    await ledger.post('/v1/usage', { ...CALL, id: 'secret' });
    expect((await ledger.get('/v1/usage/secret', OTHER_KEY)).status).toBe(404);
  });

  it.each([
    ['a usage object', CALL, 'provider', CALL_USD, 'listed'],
    ['none, and nothing to count', { ...CALL, usage: null }, 'missing', null, 'no-usage'],
    [
      'no key usage at all',
      { id: 'chatcmpl-1', provider: 'openai', model: 'gpt-4o' },
      'missing',
      null,
      'no-usage',
    ],
    [
      'none, and its texts',
      { ...CALL, usage: null, inputText: 'Say pong and nothing else.', outputText: 'pong' },
      'estimated',
      expect.stringMatching(/^0\.0000/),
      'listed',
    ],
    ['a shape that nobody knows', { ...CALL, usage: { units: 3 } }, 'provider', null, 'unknown-shape'],
    ['a model that nobody knows', { ...CALL, model: 'gpt-4o-new' }, 'provider', null, 'unknown-model'],
    ['a provider that nobody knows', { ...CALL, provider: 'acme' }, 'provider', null, 'unknown-provider'],
  ])(
    'says who counted, and what is not known: %s',
    async (_what, record, usageSource, costUsd, priceStatus) => {
      const ledger = await started();
      expect((await ledger.post('/v1/usage', record)).status).toBe(202);
      const { body } = await ledger.get('/v1/usage/chatcmpl-1');
      expect(body).toMatchObject({ usageSource, costUsd, priceStatus });
    },
  );

  it.each<[what: string, body: unknown, problem: RegExp]>([
    ['no object', '[3]', /^record 0: must be an object/],
    ['no id', { ...CALL, id: undefined }, /^id: must be a text/],
    ['an empty model', { ...CALL, model: '' }, /^model: must not be empty/],
    ['a long provider', { ...CALL, provider: 'x'.repeat(201) }, /^provider: must have at most 200/],
    ['usage as a text', { ...CALL, usage: '12 tokens' }, /^usage: must be the provider's own usage object/],
    ['usage as a list', { ...CALL, usage: [] }, /^usage: must be the provider's own/],
    [
      'a whole answer for usage',
      { ...CALL, usage: { text: 'x'.repeat(20_000) } },
      /^usage: must have at most/,
    ],
    ['a time that is none', { ...CALL, at: 'yesterday' }, /^at: must be a time like/],
    ['a time in seconds', { ...CALL, at: 1_795_000_000 }, /^at: .* is it in milliseconds/],
    ['next week', { ...CALL, at: '2099-01-01T00:00:00Z' }, /^at: .* too far from now/],
    ['a negative latency', { ...CALL, latencyMs: -1 }, /^latencyMs: /],
    ['an unknown trigger', { ...CALL, trigger: { kind: 'magic', id: '' } }, /^trigger/],
    ['the second of two', [CALL, { ...CALL, id: 3 }], /^record 1: id: must be a text/],
    ['too many', Array.from({ length: MOST_RECORDS + 1 }, () => CALL), /^at most 1000 records at once/],
  ])('refuses %s, says why, and books nothing of it', async (_what, body, problem) => {
    const ledger = await started();
    const answer = await ledger.post('/v1/usage', body);
    expect([answer.status, answer.body['error']]).toEqual([400, expect.stringMatching(problem)]);
    expect((await ledger.get('/v1/spend')).body).toMatchObject({ calls: 0 });
  });

  it.each<[what: string, key: string | null, status: number]>([
    ['no key', null, 401],
    ['a wrong key', 'no-key-of-anybody', 401],
  ])('refuses %s', async (_what, key, status) => {
    const ledger = await started();
    expect((await ledger.post('/v1/usage', CALL, key)).status).toBe(status);
  });

  it('gives a workflow’s key no way to anything else', async () => {
    const ledger = await started();
    for (const path of [
      '/v1/status',
      '/v1/events',
      '/v1/spend',
      '/v1/budgets',
      '/v1/budgets/other',
      '/metrics',
    ])
      expect([path, (await ledger.get(path, DIGEST_KEY)).status]).toEqual([path, 403]);
    for (const path of [
      '/v1/mutes',
      '/v1/budgets/digest',
      '/v1/workflows/digest/resume',
      '/v1/spend/reprice',
    ])
      expect([path, (await ledger.post(path, {})).status]).toEqual([path, 403]);
    expect((await ledger.get('/v1/budgets/digest', DIGEST_KEY)).status).toBe(200);
  });

  it('tells once of each model whose cost is not known, over restarts', async () => {
    const ledger = await started();
    const odd = { ...CALL, model: 'gpt-4o-new' };
    for (const id of ['a', 'b', 'c']) await ledger.post('/v1/usage', { ...odd, id });
    await ledger.post('/v1/usage', { ...odd, id: 'd', model: 'another' });
    const told = await ledger.told();
    expect(told.filter((one) => one.includes('price.unknown'))).toHaveLength(2);
    await ledger.program.app.stop();
    const again = await started({}, { in: ledger.dir });
    await again.post('/v1/usage', { ...odd, id: 'e' });
    expect(await again.told()).toHaveLength(2);
  });

  it('counts the calls of the last day for Prometheus, by workflow', async () => {
    const ledger = await started();
    await ledger.post('/v1/usage', [CALL, { ...CALL, id: 'odd', model: 'gpt-4o-new' }]);
    const text = await (await fetch(`${ledger.program.app.privateUrl}/metrics`)).text();
    expect(text).toContain('pithead_model_calls_24h{workflow="digest",cost="known"} 1\n');
    expect(text).toContain('pithead_model_calls_24h{workflow="digest",cost="unknown"} 1\n');
    expect(text).toContain('pithead_spend_usd_24h{workflow="digest"} 0.0035\n');
  });
});
