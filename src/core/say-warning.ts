import { amountOf, sayAmount, shareOf, typeAmount, unitsOf } from './amount.ts';
import type { BudgetWarning } from './budget-warnings.ts';
import { sayScope } from './budget.ts';
import type { Amount, Budget, Spent, Standing } from './budget.ts';
import { clip, oneLine } from './clip.ts';
import { countOf } from './count-of.ts';
import type { Severity } from './event.ts';
import type { Forecast } from './forecast.ts';
import { sayMoment } from './say-moment.ts';

const NAME_UNITS = 60;

/** What spends most of a budget: a workflow, or a model of the one workflow that it is for. The name is untrusted. */
export interface TopSpender {
  readonly kind: 'workflow' | 'model';
  readonly name: string;
  readonly spent: Spent;
}

export interface WarningContext {
  readonly standing: Standing;
  readonly forecast: Forecast;
  /** `null`: not known. */
  readonly top: TopSpender | null;
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

export interface SaidWarning {
  readonly title: string;
  readonly body: string;
  /** `critical` where nothing is left. */
  readonly severity: Extract<Severity, 'warning' | 'critical'>;
}

/** A warning in words: how much is used since when, gone when at this rate, by what, and what to do next. */
export function sayWarning({ about }: Pick<BudgetWarning, 'about'>, context: WarningContext): SaidWarning {
  const { standing, forecast, now, zone } = context;
  const { budget, window, unpricedCalls } = standing;
  const spent = amountOf(standing.spent, budget.limit.unit);
  const isGone = unitsOf(spent) >= unitsOf(budget.limit);
  const used = sayUsed(spent, budget);
  const isForecast = about === 'forecast' && forecast.exhaustedAt !== null;
  const lines = [
    ...(isForecast ? [`${headOf(budget)} has used ${used}.`] : []),
    `It began ${sayMoment(window.start, now, zone)}.`,
    ...(isForecast || isGone || forecast.exhaustedAt === null
      ? []
      : [`At this rate it is gone ${sayMoment(forecast.exhaustedAt, now, zone)}.`]),
    ...sayWayOut(context, isGone),
    ...sayTop(context.top, spent),
    ...(unpricedCalls === 0 ? [] : [`Not in it: ${countOf(unpricedCalls, 'call')} of unknown cost.`]),
    `Next: ${deedsOf(context).join(', ')}`,
  ];
  return {
    title: isForecast
      ? `At this rate the ${budget.period} budget of ${nameOf(budget)} is gone ${sayMoment(forecast.exhaustedAt, now, zone)}`
      : `${headOf(budget)} has used ${used}`,
    body: lines.join('\n'),
    severity: isGone ? 'critical' : 'warning',
  };
}

/** `80 % of its day budget: $0.80 of $1.00`; nothing is rounded up to a limit that is not reached. */
function sayUsed(spent: Amount, { period, limit }: Budget): string {
  const percent = (unitsOf(spent) * 100n) / unitsOf(limit);
  return `${percent} % of its ${period} budget: ${sayAmount(spent)} of ${sayAmount(limit)}`;
}

/** Until when it lasts, and with what paused. */
function sayWayOut({ standing, forecast, now, zone }: WarningContext, isGone: boolean): readonly string[] {
  const anew = `starts anew ${sayMoment(standing.window.end, now, zone)}`;
  if (isGone || forecast.lastsWithout === null) return [`It ${anew}.`];
  return [`If ${name(forecast.lastsWithout)} is paused, it lasts until it ${anew}.`];
}

function sayTop(top: TopSpender | null, all: Amount): readonly string[] {
  if (top === null) return [];
  const spent = amountOf(top.spent, all.unit);
  const percent = Math.round(shareOf(spent, all) * 100);
  const share = Number.isFinite(percent) ? ` (${percent} %)` : '';
  return [`Most of it: ${top.kind} ${name(top.name)}, ${sayAmount(spent)}${share}.`];
}

/** The commands that help: stop what spends, allow twice as much, look closer. */
function deedsOf({ standing, forecast, top }: WarningContext): readonly string[] {
  const { scope, period, limit } = standing.budget;
  const ours = scope.kind === 'workflow' ? scope.name : null;
  const culprit = ours ?? forecast.lastsWithout ?? (top?.kind === 'workflow' ? top.name : null);
  const target = scope.kind === 'provider' ? `provider:${scope.name}` : (ours ?? 'overall');
  return [
    ...(culprit === null ? [] : [`/pause ${name(culprit)}`]),
    `/budget ${target} set ${period} ${typeAmount(twice(limit))}`,
    culprit === null ? '/spend' : `/spend ${name(culprit)}`,
  ];
}

function twice(limit: Amount): Amount {
  return limit.unit === 'usd'
    ? { unit: 'usd', pico: limit.pico * 2n }
    : { unit: 'tokens', tokens: limit.tokens * 2 };
}

function nameOf({ scope }: Budget): string {
  return name(sayScope(scope));
}

/** As a sentence begins; a workflow's name stays as it is. */
function headOf(budget: Budget): string {
  const said = nameOf(budget);
  return budget.scope.kind === 'workflow' ? said : said.charAt(0).toUpperCase() + said.slice(1);
}

function name(text: string): string {
  return clip(oneLine(text), NAME_UNITS);
}
