import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Agent, buildConnector, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/duration.ts';
import { startBooks } from './books.ts';

const ADMIN_KEY = 'sk-admin-of-the-tests-0123456789';
/** The bill is asked for on Monday at nine. */
const SATURDAY = Date.UTC(2026, 10, 28);

interface Costs {
  /** Addresses that were asked for, with the key that came along. */
  readonly asked: readonly { readonly url: URL; readonly key: string | undefined }[];
  status: number;
  /** Dollars of each day, by its number from the first. */
  dollars: readonly number[];
}

/** OpenAI's costs API: what goes to api.openai.com comes here, whoever asks. */
async function startCosts(): Promise<Costs> {
  const asked: { url: URL; key: string | undefined }[] = [];
  const costs: Costs = { asked, status: 200, dollars: [] };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'https://api.openai.com');
    asked.push({ url, key: request.headers.authorization });
    answer(costs, url, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const before = getGlobalDispatcher();
  const usual = buildConnector({});
  setGlobalDispatcher(
    new Agent({
      connect(options, callback) {
        if (options.hostname !== 'api.openai.com') return usual(options, callback);
        const socket = connect(port, '127.0.0.1', () => callback(null, socket));
        return socket;
      },
    }),
  );
  onTestFinished(async () => {
    await getGlobalDispatcher().close();
    setGlobalDispatcher(before);
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return costs;
}

function answer({ status, dollars }: Costs, { searchParams }: URL, response: ServerResponse): void {
  const start = Number(searchParams.get('start_time'));
  const data = dollars.map((value, day) => ({
    object: 'bucket',
    start_time: start + (day * DAY_MS) / 1_000,
    end_time: start + ((day + 1) * DAY_MS) / 1_000,
    results: [
      {
        object: 'organization.costs.result',
        amount: { value, currency: 'usd' },
        line_item: 'gpt-4o-2024-08-06, input',
        project_id: null,
      },
    ],
  }));
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(
      status === 200
        ? { object: 'page', data, has_more: false, next_page: null }
        : { error: { message: 'no' } },
    ),
  );
}

const BILLED = { ledger: { providers: { openai: { adminKey: ADMIN_KEY } } } };

it('holds the provider’s own bill of the last seven days against the books, once a week', async () => {
  const costs = await startCosts();
  const books = await startBooks(BILLED, { start: SATURDAY });
  await books.spend(150);
  costs.dollars = [0, 0, 0, 0, 0, 1.5, 0];
  await books.pass(3 * DAY_MS, HOUR_MS);
  expect(costs.asked).toHaveLength(1);
  const [{ url, key } = { url: new URL('about:blank'), key: '' }] = costs.asked;
  expect(key).toBe(`Bearer ${ADMIN_KEY}`);
  expect(url.pathname).toBe('/v1/organization/costs');
  expect([url.searchParams.get('start_time'), url.searchParams.get('end_time')]).toEqual([
    String(Date.UTC(2026, 10, 23) / 1_000),
    String(Date.UTC(2026, 10, 30) / 1_000),
  ]);
  const told = await books.told();
  expect(told).toEqual(['OpenAI billed $1.50 for 23 to 29 November 2026; the ledger has $1.50: the same']);
  await books.restart();
  expect(await books.told()).toHaveLength(1);
  costs.dollars = [];
  await books.pass(7 * DAY_MS, 6 * HOUR_MS);
  expect(await books.told()).toHaveLength(2);
});

it('tells what the difference is', async () => {
  const costs = await startCosts();
  const books = await startBooks(BILLED, { start: SATURDAY });
  await books.spend(150);
  costs.dollars = [0, 0, 0, 0, 0, 4.5, 0];
  await books.pass(3 * DAY_MS, HOUR_MS);
  expect(books.chat.got).toHaveLength(1);
  expect(
    `${books.chat.got[0]?.title}\n${books.chat.got[0]?.facts.join('\n')}\n${books.chat.got[0]?.body}`,
  ).toContain('$3.00');
});

it('tells of a bill that can’t be had, and what to do', async () => {
  const costs = await startCosts();
  costs.status = 401;
  const books = await startBooks(BILLED, { start: SATURDAY });
  await books.pass(3 * DAY_MS, HOUR_MS);
  expect(books.chat.got).toMatchObject([
    { title: 'The bill of openai could not be fetched', severity: 'warning' },
  ]);
  expect(books.chat.got[0]?.body).toContain('an admin key of the organization');
  expect(books.chat.got[0]?.body).not.toContain(ADMIN_KEY);
});
