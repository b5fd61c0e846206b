import { VERDICT_WORDS } from '../../bots/commands/say-canary.ts';
import type { ProbeRun } from '../../core/probe.ts';
import { latenciesOf, sayLatency } from '../../core/say-latency.ts';
import { createTimeOfDay } from '../../core/time-of-day.ts';
import { TIMEZONE } from './moved-config.ts';
import { paint } from './screen.ts';

const TIME_WIDTH = 14;
const WHAT_WIDTH = 31;
const VERDICT_WIDTH = 8;

const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: TIMEZONE });

/** `HH:MM:SS` of the canary's clock. */
export const timeOfDay = createTimeOfDay(TIMEZONE);

/** When a run began, what it measured, its verdict, and what that means. */
export function runLine(run: ProbeRun, note: string): string {
  const { at, latencyMs, ttftMs } = run;
  const first = ttftMs === null ? '' : `, first token ${sayLatency(ttftMs)}`;
  const took = latencyMs === null ? 'no answer' : sayLatency(latencyMs) + first;
  return line(dayAndTime(at), took, verdictOf([run]) + note);
}

/** Many runs in one line; at least one. */
export function runsLine(runs: readonly ProbeRun[]): string {
  const latencies = latenciesOf(runs).toSorted((a, b) => a - b);
  const [least = 0] = latencies;
  const span = `${sayLatency(least)} to ${sayLatency(latencies.at(-1) ?? least)}`;
  return line('…', `${runs.length} more, ${span}`, verdictOf(runs));
}

/** What somebody did. */
export function deedLine(at: number, deed: string, meaning: string): string {
  return line(dayAndTime(at), deed, meaning);
}

function line(when: string, what: string, rest: string): string {
  return `     ${when.padEnd(TIME_WIDTH)}${what.padEnd(WHAT_WIDTH)}${rest}`.trimEnd();
}

function dayAndTime(at: number): string {
  return `${weekday.format(at)} ${timeOfDay(at)}`;
}

function verdictOf(runs: readonly ProbeRun[]): string {
  const words = [...new Set(runs.map(({ verdict }) => VERDICT_WORDS[verdict]))].join(', ');
  const fine = runs.every(({ verdict }) => verdict === 'pass');
  return paint(fine ? 'green' : 'yellow', words) + ' '.repeat(Math.max(1, VERDICT_WIDTH - words.length));
}
