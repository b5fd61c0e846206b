import { MINUTE_MS } from '../../../src/core/duration.ts';
import type { MonthPlan } from './plan.ts';
import { CANARY, type Heard, type Month } from './play.ts';

const SLOW = `canary:${CANARY}:latency`;
const WRONG = `canary:${CANARY}`;
const CAUSE = 'Likely cause: ';
/** A lasting doubling is noticed within so many runs by the schedule. */
const RUNS_TO_NOTICE = 3;

/** When somebody was called about what has come to stay. */
export interface Noticed {
  /** Runs by the schedule from the first that saw it, and all questions with those that confirmed it. */
  readonly runs: number;
  readonly calls: number;
  /** From the beginning of that first run. */
  readonly minutes: number;
  /** The message. */
  readonly title: string;
  readonly cause: string | null;
}

export interface MonthFigures {
  readonly runs: number;
  readonly calls: number;
  readonly confirmations: number;
  readonly blips: number;
  /** How many of them somebody was called about. */
  readonly blipsTold: number;
  /** Calls about nothing that lasts, the blips' among them. */
  readonly falseAlarms: number;
  /** `null`: nobody was called. */
  readonly doubling: Noticed | null;
  /** Further calls about it: it seemed to be over, and was not. */
  readonly doublingAgain: number;
  readonly wrongFormat: Noticed | null;
  readonly wrongFormatAgain: number;
  /** Messages that call nobody: what goes on, and what is over. */
  readonly silent: number;
  readonly changes: number;
}

/** What a month comes to for the person whose telephone rings. */
export function figuresOf(plan: MonthPlan, { calls, heard, incidents, changes }: Month): MonthFigures {
  const loud = heard.filter((message) => message.loud);
  const about = (fingerprint: string, from: number): readonly Heard[] =>
    loud.filter(
      ({ slot, card }) =>
        slot >= from && incidents.some((each) => each.card === card && each.fingerprint === fingerprint),
    );
  const slow = about(SLOW, plan.doublesAt);
  const wrong = about(WRONG, plan.breaksAt);
  const falseAlarms = loud.filter((message) => !slow.includes(message) && !wrong.includes(message));
  const runs = calls.filter(({ scheduled }) => scheduled).length;

  function noticed(from: number, message: Heard | undefined): Noticed | null {
    if (message === undefined) return null;
    const seen = calls.filter(({ at, slot }) => slot >= from && at <= message.at);
    const cause = message.facts.find((fact) => fact.startsWith(CAUSE));
    return {
      runs: seen.filter(({ scheduled }) => scheduled).length,
      calls: seen.length,
      minutes: (message.at - (seen[0]?.at ?? message.at)) / MINUTE_MS,
      title: message.title,
      cause: cause?.slice(CAUSE.length) ?? null,
    };
  }

  return {
    runs,
    calls: calls.length,
    confirmations: calls.length - runs,
    blips: plan.blips.size,
    blipsTold: [...plan.blips.keys()].filter((blip) => falseAlarms.some(({ slot }) => slot === blip)).length,
    falseAlarms: falseAlarms.length,
    doubling: noticed(plan.doublesAt, slow[0]),
    doublingAgain: Math.max(0, slow.length - 1),
    wrongFormat: noticed(plan.breaksAt, wrong[0]),
    wrongFormatAgain: Math.max(0, wrong.length - 1),
    silent: heard.length - loud.length,
    changes: changes.length,
  };
}

/** What does not hold of what a month must show, in words. */
export function missedBy(figures: MonthFigures): readonly string[] {
  const { doubling, wrongFormat, blipsTold, falseAlarms } = figures;
  return [
    ...(doubling === null || doubling.runs > RUNS_TO_NOTICE
      ? [`the doubling was not noticed within ${RUNS_TO_NOTICE} runs`]
      : []),
    ...(wrongFormat?.runs === 1 ? [] : ['the wrong format was not told on its first confirmed run']),
    ...(blipsTold === 0 ? [] : [`${blipsTold} of the blips woke somebody`]),
    ...(falseAlarms === 0 ? [] : [`there were ${falseAlarms} false alarms`]),
  ];
}
