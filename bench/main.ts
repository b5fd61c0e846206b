import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTENDERS, measureAccepts } from './accepts.ts';
import { measureBytes } from './bytes.ts';
import type { Figures } from './figures.ts';
import { CLIENTS } from './load/webhooks.ts';
import { describeMachine, fileSystemOf } from './machine.ts';
import { measureSpend } from './spend.ts';
import { measureUsage } from './usage.ts';

const REQUIRED_RATIO = 0.35;
const REQUIRED_KIB = 18;
/** A busy machine slows the bare server down more than ours: a ratio from such a run proves nothing. */
const QUIET_SPREAD = 1.6;

const CLIENT_WORDS = { sockets: 'by raw sockets', node: "by Node's own HTTP client" } as const;

function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Runs every measurement, or only those of the ledger; true where each requirement is met. */
async function main(dir: string): Promise<boolean> {
  say(describeMachine(dir));
  say();
  const usage = await measureUsage(subdirectory(dir, 'usage'), say);
  say();
  const spend = await measureSpend(subdirectory(dir, 'spend'), say);
  say();
  const accepts = process.argv[2] === 'usage' ? [] : await measureAccepting(dir);
  const missed = [
    ...usage,
    ...spend,
    ...accepts,
    ...(fileSystemOf(dir) === 'tmpfs' ? [`${dir} is in memory: set TMPDIR to a directory on a disk`] : []),
  ];
  for (const what of missed) say(`MISSED: ${what}`);
  return missed.length === 0;
}

/** Measures how fast webhooks are accepted, says it, and returns what is missed of what is required. */
async function measureAccepting(dir: string): Promise<readonly string[]> {
  const accepts = await measureAccepts(subdirectory(dir, 'accepts'), say);
  const { figures, memory } = accepts;
  say();
  for (const client of CLIENTS) {
    const { bare, octokit, least, pithead } = figures[client];
    const share = Math.round(accepts.generatorCpuShare[client] * 100);
    say(
      `1 KiB bodies, 50 connections, loopback, ${CLIENT_WORDS[client]} (at most ${share} % of a core); medians:`,
    );
    for (const name of CONTENDERS) {
      const { perSecond, p50Ms, p99Ms } = figures[client][name];
      const rate = `${Math.round(perSecond)}`.padStart(7);
      say(`  ${name.padEnd(8)} ${rate} requests/s   p50 ${p50Ms.toFixed(2)} ms   p99 ${p99Ms.toFixed(2)} ms`);
    }
    say(`  pithead / bare      ${ratioOf(pithead, bare)}   (required: ${REQUIRED_RATIO}, by raw sockets)`);
    say(`  pithead / octokit   ${ratioOf(pithead, octokit)}`);
    say(`  least / bare        ${ratioOf(least, bare)}   (what nothing but durability costs)`);
    say();
  }
  const ratio = figures.sockets.pithead.perSecond / figures.sockets.bare.perSecond;
  say(`  acknowledged ${accepts.acknowledged}, in the database after a hard kill ${accepts.stored},`);
  say(`  delivered ${accepts.delivered}, answered otherwise ${accepts.otherAnswers}`);
  say(`  memory: ${mib(memory.idle)} idle, ${mib(memory.after)} afterwards, ${mib(memory.peak)} at most`);

  const kib = (await measureBytes(subdirectory(dir, 'bytes'))) / 1_024;
  say();
  say(`  written for a lone event with its delivery: ${kib.toFixed(2)} KiB   (at most: ${REQUIRED_KIB})`);

  const { spread } = accepts;
  return [
    ...(spread > QUIET_SPREAD
      ? [`the machine was busy: bare's rounds differ by a factor of ${spread.toFixed(1)}`]
      : []),
    ...(ratio < REQUIRED_RATIO ? ['the rate is too low'] : []),
    ...(kib > REQUIRED_KIB ? ['too much is written'] : []),
    ...(accepts.stored === accepts.acknowledged ? [] : ['acknowledged events are missing']),
    ...(accepts.delivered === accepts.acknowledged ? [] : ['deliveries are missing']),
    ...(accepts.otherAnswers === 0 ? [] : ['requests were refused']),
  ];
}

function subdirectory(dir: string, name: string): string {
  const path = join(dir, name);
  mkdirSync(path);
  return path;
}

function ratioOf(one: Figures, other: Figures): string {
  return (one.perSecond / other.perSecond).toFixed(3);
}

function mib(value: number): string {
  return `${Math.round(value)} MiB`;
}

const dir = mkdtempSync(join(tmpdir(), 'pithead-bench-'));
try {
  process.exitCode = (await main(dir)) ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
