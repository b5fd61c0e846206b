import { openSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '../src/core/duration.ts';
import type { BookedUse } from '../src/core/ledger.ts';
import { openSqlite } from '../src/storage/open.ts';
import { startServer } from './process.ts';

const RECORDS = 1_000_000;
const PIECE = 5_000;
const DAYS = 30;
const WORKFLOWS = Array.from({ length: 8 }, (_, i) => `workflow-${i}`);
const MODELS = ['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18', 'gpt-4.1', 'o3-mini'];
const PROMPTS = 20;
const TRIGGERS = 2_000;
const TIMES = 20;
const MOST_MS = 200;

const reportAnswer = z.object({ ms: z.number(), calls: z.int() });
const spendAnswer = z.object({ calls: z.int() });
const stallAnswer = z.object({ ms: z.number() });

/** Measures how fast full books answer, says it, and returns what is missed of what is required. */
export async function measureSpend(dir: string, say: (line: string) => void): Promise<readonly string[]> {
  const began = performance.now();
  await fillBooks(join(dir, 'data', 'pithead.db'));
  const took = (performance.now() - began) / 1_000;
  const nowhere = openSync('/dev/null', 'w');
  const { child, url } = await startServer('./servers/books.ts', [dir, ...WORKFLOWS], nowhere, nowhere);
  const missed: string[] = [];

  async function get(by: string): Promise<z.output<typeof reportAnswer>> {
    const from = performance.now();
    const answer = await fetch(`${url}/v1/spend?by=${by}&since=${DAYS}d`);
    const body: unknown = await answer.json();
    return { ms: performance.now() - from, ...spendAnswer.parse(body) };
  }
  const report = async (workflow: string | null): Promise<z.output<typeof reportAnswer>> =>
    reportAnswer.parse(await child.ask({ report: workflow, sinceMs: DAYS * DAY_MS }));

  say(
    `/spend of ${DAYS} days over ${RECORDS} records (booked in ${took.toFixed(0)} s), ${TIMES} times each:`,
  );
  const questions = [
    ...['workflow', 'model', 'prompt', 'trigger'].map((by) => ({
      name: `GET by ${by}`,
      ask: () => get(by),
      calls: RECORDS,
    })),
    { name: '/spend 30d', ask: () => report(null), calls: RECORDS },
    // Each of the workflows has an eighth of the calls.
    { name: '/spend workflow-0 30d', ask: () => report('workflow-0'), calls: RECORDS / WORKFLOWS.length },
  ];
  for (const { name, ask, calls } of questions) {
    await child.ask('begin');
    const times: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      const answer = await ask();
      times.push(answer.ms);
      if (answer.calls !== calls) missed.push(`${name} tells of ${answer.calls} calls, not of ${calls}`);
    }
    const { ms: stall } = stallAnswer.parse(await child.ask('stall'));
    times.sort((a, b) => a - b);
    const median = times[TIMES / 2] ?? 0;
    const worst = times.at(-1) ?? 0;
    say(`  ${name.padEnd(22)} ${sayMs(median)}, worst ${sayMs(worst)}; event loop still for ${sayMs(stall)}`);
    if (worst > MOST_MS) missed.push(`${name}: ${sayMs(worst).trim()} (at most: ${MOST_MS} ms)`);
  }
  await child.kill();
  return missed;
}

async function fillBooks(file: string): Promise<void> {
  const store = await openSqlite(file);
  const now = Date.now();
  // An hour less than what is asked for, so that all of it is asked for.
  const start = now - DAYS * DAY_MS + HOUR_MS;
  for (let i = 0; i < RECORDS; i += PIECE) {
    const uses = Array.from({ length: PIECE }, (_, j) =>
      useOf(i + j, Math.floor(start + ((now - start) * (i + j)) / RECORDS)),
    );
    await store.book(uses, now);
  }
  await store.close();
}

/** Who calls, what for, and which model are mixed evenly; a trigger is of one workflow. */
function useOf(i: number, at: number): BookedUse {
  const job = (i * 7_919) % TRIGGERS;
  const prompt = 100 + ((i * 31) % 4_000);
  const completion = 1 + ((i * 17) % 800);
  return {
    id: `chatcmpl-${i.toString(36)}`,
    workflow: WORKFLOWS[job % WORKFLOWS.length] ?? '',
    at,
    provider: 'openai',
    model: MODELS[(i >> 3) % MODELS.length] ?? '',
    usage: JSON.stringify({ prompt_tokens: prompt, completion_tokens: completion }),
    buckets: {
      input: { fresh: prompt, cacheRead: null, cacheWrite: null },
      output: { visible: completion, reasoning: null },
    },
    costPico: BigInt(prompt * 2_500_000 + completion * 10_000_000),
    priceStatus: 'listed',
    usageSource: 'provider',
    fullness: 5,
    tier: null,
    latencyMs: 200 + (i % 3_000),
    traceId: null,
    trigger: { kind: 'cron', id: `job-${job}` },
    promptHash: `prompt-${(i >> 5) % PROMPTS}`,
  };
}

function sayMs(ms: number): string {
  return `${ms.toFixed(0).padStart(5)} ms`;
}
