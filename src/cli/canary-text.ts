import { VERDICT_MARKS, VERDICT_WORDS } from '../bots/commands/say-canary.ts';
import { sayChange } from '../bots/commands/say-change.ts';
import { oneLine } from '../core/clip.ts';
import {
  chartedOf,
  sayVerdicts,
  type CanaryHistoryView,
  type CanaryRunView,
  type CanaryView,
} from '../core/probe-views.ts';
import { sayLatencies, sayLatency } from '../core/say-latency.ts';
import { sparkline, SPARKLINE_KEY } from '../core/sparkline.ts';
import { columns } from './print.ts';

/** A terminal shows more of it than a phone. */
const SPARKLINE_SLOTS = 60;

const NONE =
  'no canaries and no probes yet: name a provider in a file of prompts/canaries, or the file under `canaries:` in pithead.yaml';

/** All of them, a row each. */
export function sayList(canaries: readonly CanaryView[]): string {
  if (canaries.length === 0) return NONE;
  return columns([
    ['NAME', 'TYPE', 'ASKS', 'SCHEDULE', 'LAST', 'AT', 'LATENCY', 'NEXT'],
    ...canaries.map((canary) => [
      canary.name,
      canary.type,
      canary.model === null ? '' : `${canary.model} at ${canary.provider ?? '?'}`,
      canary.schedule,
      canary.lastVerdict === null ? 'never' : VERDICT_WORDS[canary.lastVerdict],
      canary.lastAt ?? '',
      canary.lastLatencyMs === null ? '' : sayLatency(canary.lastLatencyMs),
      canary.nextAt ?? '',
    ]),
  ]);
}

/** One run: the verdict, what was measured, each assertion, and the answer. */
export function sayRun(
  run: Pick<
    CanaryRunView,
    'name' | 'verdict' | 'detail' | 'latencyMs' | 'ttftMs' | 'model' | 'costUsd' | 'assertions' | 'output'
  > & { readonly reason: string | null },
): string {
  const why = run.verdict === 'unmeasured' ? `: it could not be asked (${run.reason ?? 'unknown'})` : '';
  const measured = [
    ...(run.latencyMs === null ? [] : [sayLatency(run.latencyMs)]),
    ...(run.ttftMs === null ? [] : [`first token after ${sayLatency(run.ttftMs)}`]),
    ...(run.model === null ? [] : [`answered by ${run.model}`]),
    ...(run.costUsd === null ? [] : [`cost $${run.costUsd}`]),
  ];
  return [
    `${VERDICT_MARKS[run.verdict]} ${run.name} ${VERDICT_WORDS[run.verdict]}${why}`,
    ...(measured.length === 0 ? [] : [measured.join(', ')]),
    ...(run.detail === '' ? [] : [run.detail]),
    ...run.assertions.map(({ type, pass, reason }) => `${pass ? '✓' : '✗'} ${type}: ${oneLine(reason)}`),
    ...(run.output === '' ? [] : ['', run.output]),
  ].join('\n');
}

/** Verdicts and latency with a sparkline, what changed in it, and the runs, the newest first. `now`: epoch milliseconds. */
export function sayHistory({ canary, since, runs, changes }: CanaryHistoryView, now: number): string {
  const charted = chartedOf(runs);
  const changedAt = changes.map(({ at }) => Date.parse(at));
  const latencies = sayLatencies(charted);
  return [
    `${canary.name}: ${sayVerdicts(runs)} since ${since}`,
    ...(runs.length === 0 ? [] : [sparkline(charted, changedAt, SPARKLINE_SLOTS), SPARKLINE_KEY]),
    ...(latencies === null ? [] : [`latency: ${latencies}`]),
    '',
    ...(changes.length === 0 ? ['nothing changed'] : changes.map((change) => sayChange(change, now))),
    '',
    columns([
      ['AT', 'VERDICT', 'TRIGGER', 'LATENCY', 'MODEL', 'WHY'],
      ...runs.map((run) => [
        run.at,
        VERDICT_WORDS[run.verdict],
        run.missed === 0 ? run.trigger : `${run.trigger}, ${run.missed} missed`,
        run.latencyMs === null ? '' : sayLatency(run.latencyMs),
        run.model ?? '',
        whyOf(run),
      ]),
    ]),
  ].join('\n');
}

function whyOf({ verdict, reason, detail, assertions }: CanaryRunView): string {
  if (verdict === 'unmeasured')
    return [reason, detail].filter((text) => text !== null && text !== '').join(': ');
  const failed = assertions.filter(({ pass }) => !pass);
  return failed.map((each) => `${each.type}: ${oneLine(each.reason)}`).join('; ');
}
