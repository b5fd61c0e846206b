import { createServer, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { httpGetJson } from '../../../src/http-get-json.ts';
import type { Biller } from '../../../src/ledger/invoice/bill.ts';
import { fetchBill } from '../../../src/ledger/invoice/fetch-bill.ts';
import { CENT, OCTOBER } from './bills.ts';

interface Far {
  readonly baseUrl: string;
  readonly asked: readonly IncomingMessage[];
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A provider that gives these answers one after the other, the last one again and again. */
async function far(...answers: readonly (readonly [status: number, body: unknown])[]): Promise<Far> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, null];
    asked.push(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => void server.close(() => resolve())));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { baseUrl: `http://127.0.0.1:${port}`, asked };
}

function fetched(biller: Biller, { baseUrl }: Pick<Far, 'baseUrl'>) {
  return fetchBill(biller, OCTOBER, { adminKey: new Secret('sk-admin'), getJson: httpGetJson, baseUrl });
}

function openaiBucket(day: number, results: readonly unknown[]) {
  return { object: 'bucket', start_time: Date.UTC(2026, 9, day) / 1_000, end_time: 0, results };
}

function openaiPage(data: readonly unknown[], next: string | null = null) {
  return { object: 'page', data, has_more: next !== null, next_page: next };
}

describe('OpenAI’s costs', () => {
  it('are asked for by day, line item and key, from page to page', async () => {
    const first = openaiBucket(1, [
      {
        object: 'organization.costs.result',
        amount: { value: 0.0383598, currency: 'usd' },
        line_item: 'gpt-5-mini-2025-08-07, cached input',
        api_key_id: 'key_1',
        quantity: 1_000,
        quantity_unit: 'tokens',
      },
      { object: 'organization.costs.result', amount: { value: '-1e-7', currency: 'usd' }, line_item: null },
      { object: 'organization.costs.result' },
    ]);
    const second = openaiBucket(2, [
      { amount: { value: 2, currency: 'usd' }, line_item: 'web search tool calls' },
    ]);
    const provider = await far([200, openaiPage([first], 'page_2')], [200, openaiPage([second])]);
    const result = await fetched('openai', provider);
    expect(result).toEqual({
      ok: true,
      bill: {
        provider: 'openai',
        ...OCTOBER,
        lines: [
          {
            day: '2026-10-01',
            model: 'gpt-5-mini-2025-08-07',
            kind: 'cached input',
            apiKey: 'key_1',
            pico: 38_359_800_000n,
            tokens: 1_000,
          },
          { day: '2026-10-01', model: null, kind: null, apiKey: null, pico: -100_000n, tokens: null },
          {
            day: '2026-10-02',
            model: null,
            kind: 'web search tool calls',
            apiKey: null,
            pico: 200n * CENT,
            tokens: null,
          },
        ],
      },
    });
    const urls = provider.asked.map(({ url }) => new URL(url ?? '', provider.baseUrl));
    expect(urls.map(({ pathname }) => pathname)).toEqual(Array(2).fill('/v1/organization/costs'));
    expect(Object.fromEntries(urls[0]?.searchParams ?? [])).toMatchObject({
      start_time: String(OCTOBER.from / 1_000),
      end_time: String(OCTOBER.until / 1_000),
    });
    expect(urls[0]?.searchParams.getAll('group_by[]')).toEqual(['line_item', 'api_key_id']);
    expect(urls.map(({ searchParams }) => searchParams.get('page'))).toEqual([null, 'page_2']);
    expect(provider.asked[0]?.headers.authorization).toBe('Bearer sk-admin');
  });
});

function anthropicBucket(day: string, amount: string) {
  return {
    starting_at: `${day}T00:00:00Z`,
    results: [
      {
        amount,
        currency: 'USD',
        model: 'claude-haiku-4-5',
        token_type: 'output_tokens',
        cost_type: 'tokens',
        workspace_id: null,
      },
    ],
  };
}

describe('Anthropic’s cost report', () => {
  it('is in decimal cents; days outside of the span are left out', async () => {
    const data = [anthropicBucket('2026-09-30', '1'), anthropicBucket('2026-10-01', '123.4567')];
    const provider = await far([200, { data, has_more: false, next_page: null }]);
    expect(await fetched('anthropic', provider)).toMatchObject({
      ok: true,
      bill: {
        lines: [
          { day: '2026-10-01', model: 'claude-haiku-4-5', kind: 'output_tokens', pico: 1_234_567_000_000n },
        ],
      },
    });
    const { url = '', headers } = provider.asked[0] ?? { headers: {} };
    expect(url).toMatch(/^\/v1\/organizations\/cost_report\?starting_at=2026-10-01T00%3A00%3A00.000Z/);
    expect(headers).toMatchObject({ 'x-api-key': 'sk-admin', 'anthropic-version': '2023-06-01' });
  });
});

describe('what does not work says what to do', () => {
  it.each([
    [401, {}, 'not-admin', /admin key/],
    [403, {}, 'not-available', /import the CSV/],
    [404, {}, 'not-available', /import the CSV/],
    [429, {}, 'limited', /next time/],
    [500, {}, 'unreachable', /500.*next time/],
    [302, {}, 'unreadable', /302/],
    [200, 'no JSON', 'unreadable', /import the CSV/],
    [200, openaiPage([{ start_time: 'now' }]), 'unreadable', /import the CSV/],
    [
      200,
      openaiPage([openaiBucket(1, [{ amount: { value: 'a lot', currency: 'usd' } }])]),
      'unreadable',
      /import the CSV/,
    ],
    [
      200,
      openaiPage([openaiBucket(1, [{ amount: { value: 1, currency: 'eur' } }])]),
      'unreadable',
      /import the CSV/,
    ],
  ])('%d %o: %s', async (status, body, reason, message) => {
    const result = await fetched('openai', await far([status, body]));
    expect(result).toMatchObject({ ok: false, problem: { reason, message: expect.stringMatching(message) } });
  });

  it('nobody there', async () => {
    expect(await fetched('openai', { baseUrl: 'http://127.0.0.1:1' })).toMatchObject({
      ok: false,
      problem: { reason: 'unreachable' },
    });
  });

  it('a list without an end is not followed for ever', async () => {
    const provider = await far([200, openaiPage([], 'again')]);
    expect(await fetched('openai', provider)).toMatchObject({ ok: false, problem: { reason: 'unreadable' } });
    expect(provider.asked.length).toBe(60);
  });
});
