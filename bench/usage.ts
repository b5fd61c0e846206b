import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Figures, medians } from './figures.ts';
import { start, startServer } from './process.ts';
import { burstResult } from './load/burst.ts';
import type { UsageBurst } from './load/usage.ts';

const CONNECTIONS = 50;
const ROUNDS = 5;
/** Of the hard one: a record a request. */
const REQUIRED_PER_SECOND = 5_000;
/** 100,000 records each over the rounds. */
const SHAPES = [
  { name: 'one record a request', records: 1, requests: 20_000 },
  { name: '100 records a request', records: 100, requests: 200 },
] as const;
const WARM_UPS = 2;
const CONTENDERS = ['bare', 'pithead'] as const;

/** Measures how fast calls are recorded, says it, and returns what is missed of what is required. */
export async function measureUsage(dir: string, say: (line: string) => void): Promise<readonly string[]> {
  const key = randomBytes(24).toString('hex');
  const nowhere = openSync('/dev/null', 'w');
  const log = openSync(join(dir, 'pithead.log'), 'w');
  const servers = {
    bare: await startServer('./servers/bare.ts', [], nowhere, 2),
    pithead: await startServer('./servers/usage.ts', [key, dir], log, nowhere),
  };
  const { child } = servers.pithead;
  const generator = start('./load/usage.ts', [], nowhere, 2);
  const missed: string[] = [];
  let acknowledged = 0;
  let busiest = 0;

  async function run(name: keyof typeof servers, shape: (typeof SHAPES)[number]): Promise<Figures> {
    const { requests, records } = shape;
    const burst: UsageBurst = { url: servers[name].url, key, requests, records, connections: CONNECTIONS };
    const result = burstResult.parse(await generator.ask(burst));
    const { '202': accepted = 0 } = result.statuses;
    busiest = Math.max(busiest, result.cpuShare);
    if (accepted !== requests) missed.push(`${name} refused ${requests - accepted} requests`);
    if (name === 'pithead') {
      acknowledged += accepted * records;
      await child.ask('settle');
    }
    return { ...result, perSecond: (requests * records) / result.seconds };
  }

  say(
    `Recording calls by POST /v1/usage, ${CONNECTIONS} connections, loopback; medians of ${ROUNDS} rounds:`,
  );
  for (const shape of SHAPES) {
    for (let i = 0; i < WARM_UPS; i++) for (const name of CONTENDERS) await run(name, shape);
    const rounds: Record<(typeof CONTENDERS)[number], Figures[]> = { bare: [], pithead: [] };
    const before = child.writtenBytes();
    for (let round = 1; round <= ROUNDS; round++) {
      for (const name of CONTENDERS) rounds[name].push(await run(name, shape));
    }
    const written = (child.writtenBytes() - before) / (ROUNDS * shape.requests * shape.records);
    const bare = medians(rounds.bare);
    const ours = medians(rounds.pithead);
    say(`  ${shape.name}`);
    say(`    bare     ${sayFigures(bare)}`);
    say(`    pithead  ${sayFigures(ours)}   rounds ${rounds.pithead.map(sayRate).join(', ')}`);
    say(
      `    pithead / bare ${(ours.perSecond / bare.perSecond).toFixed(3)}, ${kib(written)} written a record`,
    );
    if (shape.records === 1 && ours.perSecond < REQUIRED_PER_SECOND)
      missed.push(`${sayRate(ours)} records/s, one a request (required: ${REQUIRED_PER_SECOND})`);
  }
  const { peak } = child.memory();
  await Promise.all([generator, servers.bare.child, child].map((each) => each.kill()));

  const { records, sums } = readBooks(join(dir, 'data', 'pithead.db'));
  say(`  acknowledged ${acknowledged}, in the database after a hard kill ${records.calls}`);
  say(`  calls, tokens in and out, pico-USD of the records: ${Object.values(records).join(', ')}`);
  say(`  the same of the sums:                              ${Object.values(sums).join(', ')}`);
  say(`  memory: ${Math.round(peak)} MiB at most; load generator: ${Math.round(busiest * 100)} % of a core`);
  if (records.calls !== BigInt(acknowledged)) missed.push('acknowledged records are missing');
  if (Object.values(records).join() !== Object.values(sums).join())
    missed.push('the sums are not those of the records');
  return missed;
}

interface Totals {
  readonly calls: bigint;
  readonly input: bigint;
  readonly output: bigint;
  readonly pico: bigint;
}

/** What the records come to, and what the sums say that they come to. */
function readBooks(file: string): { readonly records: Totals; readonly sums: Totals } {
  const database = new Database(file).defaultSafeIntegers(true);
  const totals = (columns: string): Totals => {
    const row = database.prepare<[], Totals>(`SELECT ${columns}`).get();
    if (row === undefined) throw new Error('the database gave no totals');
    return row;
  };
  const books = {
    records: totals(`count(*) AS calls,
      sum(coalesce(fresh, 0) + coalesce(cache_read, 0) + coalesce(cache_write, 0)) AS input,
      sum(coalesce(visible, 0) + coalesce(reasoning, 0)) AS output, sum(cost_pico) AS pico FROM usage_records`),
    sums: totals(`sum(calls) AS calls, sum(input_tokens) AS input, sum(output_tokens) AS output,
      sum(cost_micro) * 1000000 + sum(cost_rest) AS pico FROM usage_sums`),
  };
  database.close();
  return books;
}

function sayFigures(figures: Figures): string {
  const { p50Ms, p99Ms } = figures;
  return `${sayRate(figures).padStart(7)} records/s   p50 ${p50Ms.toFixed(2)} ms   p99 ${p99Ms.toFixed(2)} ms`;
}

function sayRate({ perSecond }: Figures): string {
  return `${Math.round(perSecond)}`;
}

function kib(bytes: number): string {
  return `${(bytes / 1_024).toFixed(2)} KiB`;
}
