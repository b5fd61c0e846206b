import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Burst, burstResult, type BurstResult } from './load.ts';
import { start, startServer, type Child } from './process.ts';

const CONNECTIONS = 50;
const WARM_UPS = [5_000, 10_000];
const ROUNDS = 5;
const ROUND_SECONDS = 3;
const IDLE_MS = 1_000;

export const CONTENDERS = ['bare', 'octokit', 'least', 'pithead'] as const;
export type Contender = (typeof CONTENDERS)[number];

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Accepts {
  /** Medians of the rounds. */
  readonly figures: Readonly<Record<Contender, Figures>>;
  readonly acknowledged: number;
  /** Counted in the database after a hard kill. */
  readonly stored: number;
  readonly delivered: number;
  /** Answers that were neither 200 nor 202. */
  readonly otherAnswers: number;
  /** The most of a core that the load generator used in any round. */
  readonly generatorCpuShare: number;
  /** The bare server's best round over its worst: far above 1 where something else took the machine's time. */
  readonly spread: number;
  /** MiB, of our process. */
  readonly memory: { readonly idle: number; readonly after: number; readonly peak: number };
}

/** Measures the servers in turn, round by round, each in its own process, the load in another. */
export async function measureAccepts(dir: string, say: (line: string) => void): Promise<Accepts> {
  const secret = randomBytes(32).toString('hex');
  const nowhere = openSync('/dev/null', 'w');
  const log = openSync(join(dir, 'pithead.log'), 'w');
  const servers = {
    bare: await startServer('./servers/bare.ts', [], nowhere, 2),
    octokit: await startServer('./servers/octokit.ts', [secret], nowhere, 2),
    least: await startServer('./servers/least.ts', [secret, dir], nowhere, 2),
    // The log goes to a file, as under pm2; what the console channel prints goes nowhere.
    pithead: await startServer('./servers/pithead.ts', [secret, dir], log, nowhere),
  };
  const generator = start('./load.ts', [], nowhere, 2);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idle = servers.pithead.child.memory().now;

  const rounds: Record<Contender, (Figures & BurstResult)[]> = {
    bare: [],
    octokit: [],
    least: [],
    pithead: [],
  };
  let acknowledged = 0;
  let otherAnswers = 0;

  async function run(name: Contender, requests: number): Promise<Figures & BurstResult> {
    const { url, child } = servers[name];
    const burst: Burst = { url, secret, requests, connections: CONNECTIONS };
    const result = burstResult.parse(await generator.ask(burst));
    const { '200': ok = 0, '202': accepted = 0 } = result.statuses;
    otherAnswers += requests - (name === 'octokit' ? ok : accepted);
    if (name === 'pithead') {
      acknowledged += ok + accepted;
      // What still waits to be delivered must not run beside the next server's round.
      await child.ask('settle');
    }
    return { ...result, perSecond: requests / result.seconds };
  }

  const sizes: Record<Contender, number> = { bare: 0, octokit: 0, least: 0, pithead: 0 };
  for (const requests of WARM_UPS) {
    for (const name of CONTENDERS) {
      const { perSecond } = await run(name, requests);
      sizes[name] = Math.round(perSecond * ROUND_SECONDS);
    }
  }
  for (let round = 1; round <= ROUNDS; round++) {
    for (const name of CONTENDERS) rounds[name].push(await run(name, sizes[name]));
    const latest = CONTENDERS.map((name) => `${name} ${Math.round(rounds[name].at(-1)?.perSecond ?? 0)}/s`);
    say(`round ${round}: ${latest.join(', ')}`);
  }

  const { now: after, peak } = servers.pithead.child.memory();
  const children: readonly Child[] = [generator, ...Object.values(servers).map(({ child }) => child)];
  await Promise.all(children.map((child) => child.kill()));
  return {
    figures: {
      bare: medians(rounds.bare),
      octokit: medians(rounds.octokit),
      least: medians(rounds.least),
      pithead: medians(rounds.pithead),
    },
    acknowledged,
    ...countStored(join(dir, 'data', 'pithead.db')),
    otherAnswers,
    generatorCpuShare: Math.max(
      ...CONTENDERS.flatMap((name) => rounds[name].map(({ cpuShare }) => cpuShare)),
    ),
    spread: spreadOf(rounds.bare.map(({ perSecond }) => perSecond)),
    memory: { idle, after, peak },
  };
}

function countStored(file: string): { readonly stored: number; readonly delivered: number } {
  const database = new Database(file);
  const count = (sql: string): number => Number(database.prepare<[]>(sql).pluck().get());
  const counts = {
    stored: count('SELECT count(*) FROM events'),
    delivered: count('SELECT count(*) FROM deliveries WHERE state = 2'),
  };
  database.close();
  return counts;
}

function medians(rounds: readonly Figures[]): Figures {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
  };
}

function spreadOf(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
