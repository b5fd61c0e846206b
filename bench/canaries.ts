import { tmpdir } from 'node:os';
import { SECOND_MS } from '../src/core/duration.ts';
import { figuresOf, missedBy, type MonthFigures, type Noticed } from '../test/app/canary-month/figures.ts';
import { planMonth } from '../test/app/canary-month/plan.ts';
import { playMonth } from '../test/app/canary-month/play.ts';
import { describeMachine } from './machine.ts';

const SEEDS = 10;
/** How much latencies jitter: standard deviations of their logarithms. */
const SIGMAS = [0.15, 0.2, 0.25];
/** Of the month that is told at length. */
const STEADY = 0.15;
/** Beyond, a doubling and the jitter overlap: figures to look at, not to be held to. */
const MOST_HELD = 0.2;

interface Played {
  readonly sigma: number;
  readonly seed: number;
  readonly figures: MonthFigures;
  readonly tookMs: number;
}

function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

async function play(seed: number, sigma: number): Promise<Played> {
  const began = performance.now();
  const plan = planMonth({ seed, sigma, everyHours: 1 });
  const figures = figuresOf(plan, await playMonth(plan));
  return { sigma, seed, figures, tookMs: performance.now() - began };
}

function sayMonth({ figures, tookMs }: Played): void {
  const { runs, calls, confirmations, blips, blipsTold, falseAlarms, silent, changes } = figures;
  say(`  asked             ${calls} times: ${runs} runs by the schedule, ${confirmations} confirmations`);
  say(`  single blips      ${blips}, of which ${blipsTold} woke somebody`);
  say(`  false alarms      ${falseAlarms}`);
  sayNoticed('latency doubled', figures.doubling, figures.doublingAgain);
  sayNoticed('format broke', figures.wrongFormat, figures.wrongFormatAgain);
  say(`  silent messages   ${silent}: still failing, resolved`);
  say(`  changes recorded  ${changes}`);
  say(`  took              ${seconds(tookMs)} s`);
}

function sayNoticed(what: string, noticed: Noticed | null, again: number): void {
  const label = `  ${what.padEnd(16)}`;
  if (noticed === null) return say(`${label}  nobody was called`);
  const { runs, calls, minutes, title, cause } = noticed;
  say(`${label}  called after run ${runs}, ${minutes.toFixed(1)} minutes and ${calls} calls: "${title}"`);
  say(`${' '.repeat(20)}likely cause: ${cause ?? 'none said'}; ${again} further calls about it`);
}

const COLUMNS = [
  'σ',
  'seed',
  'calls',
  'blips told',
  'false alarms',
  'doubling: runs',
  'minutes',
  'again',
  'format: runs',
  'minutes',
  's',
];

function sayRow(cells: readonly string[]): void {
  say(`  ${cells.map((cell, i) => cell.padStart(COLUMNS[i]?.length ?? 0)).join('  ')}`);
}

function cellsOf({ sigma, seed, figures, tookMs }: Played): readonly string[] {
  const { calls, blipsTold, falseAlarms, doubling, doublingAgain, wrongFormat } = figures;
  return [
    `${sigma}`,
    `${seed}`,
    `${calls}`,
    `${blipsTold}`,
    `${falseAlarms}`,
    ...noticedCells(doubling),
    `${doublingAgain}`,
    ...noticedCells(wrongFormat),
    seconds(tookMs),
  ];
}

function noticedCells(noticed: Noticed | null): readonly string[] {
  return noticed === null ? ['never', '-'] : [`${noticed.runs}`, noticed.minutes.toFixed(1)];
}

function seconds(ms: number): string {
  return (ms / SECOND_MS).toFixed(1);
}

/** Plays every month; true where each that must meets the requirements. */
async function main(): Promise<boolean> {
  say(describeMachine(tmpdir()));
  say();
  say(`Thirty simulated days of an hourly canary, latencies around 900 ms with σ = ${STEADY}, seed 1:`);
  const first = await play(1, STEADY);
  sayMonth(first);
  say();
  say('The same with other seeds and more jitter:');
  sayRow(COLUMNS);
  const missed: string[] = [];
  for (const sigma of SIGMAS) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const played = sigma === STEADY && seed === 1 ? first : await play(seed, sigma);
      sayRow(cellsOf(played));
      if (sigma > MOST_HELD) continue;
      missed.push(...missedBy(played.figures).map((what) => `σ = ${sigma}, seed ${seed}: ${what}`));
    }
  }
  for (const what of missed) say(`MISSED: ${what}`);
  return missed.length === 0;
}

process.exitCode = (await main()) ? 0 : 1;
