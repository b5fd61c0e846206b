import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { readSpendReport } from '../../src/app/spend-report.ts';
import { openSqliteTrail } from '../../src/storage/open.ts';

/** The whole program over books that are full; and what `/spend` asks of them, on the same event loop. */
const asked = z.union([
  z.object({ report: z.string().nullable(), sinceMs: z.number() }),
  z.literal('stall'),
  z.literal('begin'),
]);
const ZONE = 'Europe/Berlin';
const [dir = '', ...workflows] = process.argv.slice(2);
const input = {
  server: {
    public: { host: '127.0.0.1', port: 0 },
    private: { host: '127.0.0.1', port: 0 },
    clock: 'trust',
  },
  storage: 'sqlite:data/pithead.db',
  timezone: ZONE,
  channels: { terminal: { type: 'console' } },
  workflows: Object.fromEntries(
    workflows.map((name) => [name, { key: `key-of-${name}`.padEnd(32, '-'), budget: { month: '$100000' } }]),
  ),
};
const app = createApp(input, { dir });
await app.start();
const books = openSqliteTrail(join(dir, 'data', 'pithead.db'));
if (books === null) throw new Error('there are no books');

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** What the chat's `/spend` reads: how budgets stand, as the running program knows it, and the report. */
async function report(workflow: string | null, sinceMs: number) {
  const now = Date.now();
  if (books === null) throw new Error('there are no books');
  const began = performance.now();
  const budgets = await fetch(`${app.privateUrl}/v1/budgets${workflow === null ? '' : `/${workflow}`}`);
  if (!budgets.ok) throw new Error(`budgets were answered ${budgets.status}`);
  await budgets.arrayBuffer();
  const { view } = await readSpendReport({ workflow, sinceMs, now }, { books, budgets: [], zone: ZONE });
  return { ms: performance.now() - began, calls: view.calls };
}

process.once('disconnect', () => process.exit());
process.on('message', (message) => {
  const wish = asked.parse(message);
  if (wish === 'begin') {
    delay.reset();
    process.send?.({});
  } else if (wish === 'stall') process.send?.({ ms: delay.max / 1e6 });
  else void report(wish.report, wish.sinceMs).then((answer) => process.send?.(answer));
});
process.send?.({ url: app.privateUrl });
