import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Figures, medians } from './figures.ts';
import { burstResult, type BurstResult } from './load/burst.ts';
import type { ClientName, WebhookBurst } from './load/webhooks.ts';
import { start, startServer, type Child } from './process.ts';

const CONNECTIONS = 50;
const WARM_UPS = [5_000, 10_000];
const ROUNDS = 5;
const ROUND_SECONDS = 3;
const IDLE_MS = 1_000;

export const CONTENDERS = ['bare', 'octokit', 'least', 'pithead'] as const;
export type Contender = (typeof CONTENDERS)[number];

type Round = Figures & BurstResult;

export interface Accepts {
  /** Medians of the rounds, as each client asked. */
  readonly figures: Readonly<Record<ClientName, Readonly<Record<Contender, Figures>>>>;
  readonly acknowledged: number;
  /** Counted in the database after a hard kill. */
  readonly stored: number;
  readonly delivered: number;
  /** Answers that were neither 200 nor 202. */
  readonly otherAnswers: number;
  /** The most of a core that each client used in any round. */
  readonly generatorCpuShare: Readonly<Record<ClientName, number>>;
  /** The bare server's best round over its worst, by sockets: far above 1 where something else took the machine's time. */
  readonly spread: number;
  /** MiB, of our process. */
  readonly memory: { readonly idle: number; readonly after: number; readonly peak: number };
}

/** Measures the servers in turn, round by round, each in its own process, the load in another; with one client, then the other. */
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
  const generator = start('./load/webhooks.ts', [], nowhere, 2);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idle = servers.pithead.child.memory().now;

  let acknowledged = 0;
  let otherAnswers = 0;

  async function run(name: Contender, client: ClientName, requests: number): Promise<Round> {
    const { url, child } = servers[name];
    const burst: WebhookBurst = { client, url, secret, requests, connections: CONNECTIONS };
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

  async function runRounds(client: ClientName): Promise<Record<Contender, Round[]>> {
    const rounds: Record<Contender, Round[]> = { bare: [], octokit: [], least: [], pithead: [] };
    const sizes: Record<Contender, number> = { bare: 0, octokit: 0, least: 0, pithead: 0 };
    for (const requests of WARM_UPS) {
      for (const name of CONTENDERS) {
        const { perSecond } = await run(name, client, requests);
        sizes[name] = Math.round(perSecond * ROUND_SECONDS);
      }
    }
    for (let round = 1; round <= ROUNDS; round++) {
      for (const name of CONTENDERS) rounds[name].push(await run(name, client, sizes[name]));
      const latest = CONTENDERS.map((name) => `${name} ${Math.round(rounds[name].at(-1)?.perSecond ?? 0)}/s`);
      say(`${client}, round ${round}: ${latest.join(', ')}`);
    }
    return rounds;
  }

  const sockets = await runRounds('sockets');
  const node = await runRounds('node');
  const { now: after, peak } = servers.pithead.child.memory();
  const children: readonly Child[] = [generator, ...Object.values(servers).map(({ child }) => child)];
  await Promise.all(children.map((child) => child.kill()));
  return {
    figures: { sockets: mediansOf(sockets), node: mediansOf(node) },
    acknowledged,
    ...countStored(join(dir, 'data', 'pithead.db')),
    otherAnswers,
    generatorCpuShare: { sockets: busiestOf(sockets), node: busiestOf(node) },
    spread: spreadOf(sockets.bare.map(({ perSecond }) => perSecond)),
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

function mediansOf(rounds: Readonly<Record<Contender, readonly Figures[]>>): Record<Contender, Figures> {
  const { bare, octokit, least, pithead } = rounds;
  return {
    bare: medians(bare),
    octokit: medians(octokit),
    least: medians(least),
    pithead: medians(pithead),
  };
}

function busiestOf(rounds: Readonly<Record<Contender, readonly Round[]>>): number {
  return Math.max(...CONTENDERS.flatMap((name) => rounds[name].map(({ cpuShare }) => cpuShare)));
}

function spreadOf(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}
