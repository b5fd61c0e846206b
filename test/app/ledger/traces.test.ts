import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { DIGEST_KEY, OTHER_KEY, startReporting, type Reporting } from './reporting.ts';

/** When the recorded spans ended, and a little later. */
const AT = Date.parse('2026-12-08T22:00:00Z');

let ledger: Reporting | null = null;
async function started(): Promise<Reporting> {
  ledger = await startReporting({}, { clock: createFakeClock(AT) });
  return ledger;
}
afterEach(async () => {
  await ledger?.stop();
  ledger = null;
});

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/traces/${name}.json`, import.meta.url), 'utf8'));
}

describe('POST /v1/traces', () => {
  it.each<[exporter: string, calls: number, costUsd: string, unpriced: number]>([
    // Two of gpt-4o-mini, of which one lost its usage, and an embedding of 8 tokens.
    ['python-openai-v2', 3, '0.00000526', 1],
    // 22 tokens in at $0.15 a million, 3 out at $0.60.
    ['js-openai', 1, '0.0000051', 0],
    // 176 fresh at $2.50, 1,024 cached at $1.25, 80 out at $10.
    ['ai-sdk-6', 1, '0.00252', 0],
    // Claude: 1,152 fresh at $3, 2,048 cached at $0.30, 150 out at $15; and 60 tokens of embeddings.
    ['ai-sdk-7', 4, '0.0063216', 0],
    ['openllmetry', 1, '0.000045', 0],
    // Other conventions: none of its spans is taken for a call.
    ['openinference', 0, '0.00', 0],
  ])(
    'books what %s exports, once however often it comes',
    async (exporter, calls, costUsd, unpricedCalls) => {
      const { post, get } = await started();
      for (let time = 0; time < 2; time++) {
        const answer = await post('/v1/traces', recorded(exporter));
        expect([answer.status, answer.body]).toEqual([200, {}]);
        const { body } = await get('/v1/spend?since=30d');
        expect(body).toMatchObject({ calls, costUsd, unpricedCalls });
      }
    },
  );

  it('says what was rejected as OTLP has it, and books the rest', async () => {
    const { post, get } = await started();
    const good = span('00f067aa0ba902b7');
    const answer = await post('/v1/traces', traces([good, { ...good, spanId: 'not hex' }]));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringMatching(/span/) },
    });
    expect((await get('/v1/spend')).body).toMatchObject({ calls: 1, costUsd: '0.0035' });
  });

  it('books what a call is a part of where the call itself can’t be booked', async () => {
    const { post, get } = await started();
    const [inner, outer] = ['b7', 'b6'].map((end) => span(`00f067aa0ba902${end}`));
    const attributes = (inner?.attributes ?? []).filter(({ key }) => !key.includes('model'));
    const answer = await post('/v1/traces', traces([{ ...inner, attributes, parentSpanId: outer?.spanId }]));
    expect(answer.body).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    await post('/v1/traces', traces([outer]));
    expect((await get('/v1/spend')).body).toMatchObject({ calls: 1 });
  });

  it('books no span that sums up calls of an earlier request, whatever is between them', async () => {
    const { post, get } = await started();
    const [inner, middle, outer] = ['b7', 'b6', 'b5'].map((end) => span(`00f067aa0ba902${end}`));
    await post('/v1/traces', traces([{ ...inner, parentSpanId: middle?.spanId }]));
    await post('/v1/traces', traces([outer, { ...middle, parentSpanId: outer?.spanId, attributes: [] }]));
    expect((await get('/v1/spend')).body).toMatchObject({ calls: 1 });
    // Another workflow's spans are its own.
    await post('/v1/traces', traces([outer]), OTHER_KEY);
    expect((await get('/v1/spend')).body).toMatchObject({ calls: 2 });
  });

  it.each<[what: string, headers: Readonly<Record<string, string>>, body: Uint8Array]>([
    ['protobuf', { 'content-type': 'application/x-protobuf' }, new Uint8Array([10, 2, 8, 1])],
    [
      'what is compressed',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      gzipSync(JSON.stringify(traces([]))),
    ],
  ])('answers %s with 415, and says what to set', async (_what, headers, body) => {
    const { program } = await started();
    const answer = await fetch(`${program.app.privateUrl}/v1/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${DIGEST_KEY}`, ...headers },
      body: Buffer.from(body),
    });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toEqual({
      error: expect.stringContaining('OTEL_EXPORTER_OTLP_PROTOCOL=http/json'),
    });
  });

  it('needs a workflow’s key, and something that is OTLP', async () => {
    const { post } = await started();
    expect((await post('/v1/traces', traces([]), null)).status).toBe(401);
    expect((await post('/v1/traces', { resource_spans: [] })).status).toBe(400);
    expect((await post('/v1/traces', [])).status).toBe(400);
    expect((await post('/v1/traces', '{"resourceSpans":')).status).toBe(400);
  });
});

function span(spanId: string) {
  const end = String(BigInt(AT - 1_000) * 1_000_000n);
  return {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId,
    name: 'chat gpt-4o',
    startTimeUnixNano: String(BigInt(AT - 2_000) * 1_000_000n),
    endTimeUnixNano: end,
    attributes: [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'gen_ai.provider.name', value: { stringValue: 'openai' } },
      { key: 'gen_ai.response.model', value: { stringValue: 'gpt-4o-2024-08-06' } },
      { key: 'gen_ai.usage.input_tokens', value: { intValue: '1000' } },
      { key: 'gen_ai.usage.output_tokens', value: { intValue: 100 } },
    ],
  };
}

function traces(spans: readonly unknown[]) {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}
