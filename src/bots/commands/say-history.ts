import { DAY_MS, sayAgo, sayDuration } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import {
  chartedOf,
  sayVerdicts,
  type CanaryHistoryView,
  type CanaryRunView,
  type CanaryView,
} from '../../core/probe-views.ts';
import { sayLatencies } from '../../core/say-latency.ts';
import { sparkline, SPARKLINE_KEY } from '../../core/sparkline.ts';
import { fit, type Part } from './fit.ts';
import { part, say } from './say.ts';
import { sayNext, VERDICT_MARKS, VERDICT_WORDS } from './say-canary.ts';
import { sayChange } from './say-change.ts';
import { failedPart } from './say-run.ts';

const SPAN_MS = 7 * DAY_MS;
const MAX_NAME = 70;
const MAX_WHO = 120;
/** Few enough that the text fits under its picture on most days. */
const MOST_CHANGES = 5;
const ROOM_OF_CHANGES = 1_500;

/** A week of a canary: verdicts, latency and what changed. `png`: its chart; `null`: there is none, and the text must do. */
export function sayHistory(history: CanaryHistoryView, png: Uint8Array | null, now: number): Message {
  const { canary } = history;
  const since = Math.max(Date.parse(history.since), now - SPAN_MS);
  const runs = history.runs.filter(({ at }) => Date.parse(at) >= since);
  const changes = history.changes.filter(({ at }) => Date.parse(at) >= since);
  const week = sayWeek(runs, changes);
  const failed = runs.find(({ verdict }) => verdict === 'fail');
  const message = say(sayLast(canary, now), [
    `${part(sayWho(canary), MAX_WHO)}, ${sayNext(canary, now)}`,
    `Last ${sayDuration(now - since)}: ${week.counts}`,
    ...week.lines,
    ...afterGap(fit([changesPart(changes, canary, now), ...lastFailure(failed, now)])),
  ]);
  if (png === null) return message;
  const about = `Chart of ${canary.name}: ${[week.counts, ...week.latencies].join('; ')}`;
  return { ...message, image: { png, about } };
}

function sayLast({ name, lastVerdict, lastAt }: CanaryView, now: number): string {
  const who = part(name, MAX_NAME);
  if (lastVerdict === null) return `${who} has not run yet`;
  const when = lastAt === null ? '' : ` ${sayAgo(Date.parse(lastAt), now)}`;
  return `${VERDICT_MARKS[lastVerdict]} ${who} ${VERDICT_WORDS[lastVerdict]}${when}`;
}

function sayWho({ type, provider, model, schedule }: CanaryView): string {
  const asked = [...(model === null ? [] : [model]), ...(provider === null ? [] : [`at ${provider}`])];
  return `${asked.length === 0 ? type : asked.join(' ')}, ${schedule}`;
}

function sayWeek(runs: readonly CanaryRunView[], changes: CanaryHistoryView['changes']) {
  const charted = chartedOf(runs);
  const counts = sayVerdicts(runs);
  const latencies = sayLatencies(charted);
  const line = sparkline(
    charted,
    changes.map(({ at }) => Date.parse(at)),
  );
  return {
    counts,
    latencies: latencies === null ? [] : [latencies],
    lines: [
      ...(line === '' ? [] : [line, SPARKLINE_KEY]),
      ...(latencies === null ? [] : [`Latency: ${latencies}`]),
    ],
  };
}

function changesPart(changes: CanaryHistoryView['changes'], { name }: CanaryView, now: number): Part {
  return {
    title: 'What changed',
    entries: changes.slice(0, MOST_CHANGES).map((change) => [sayChange(change, now)]),
    all: changes.length,
    more: (left) => `… ${left} more on the command line: npx pithead canary history ${name}`,
    room: ROOM_OF_CHANGES,
  };
}

function lastFailure(run: CanaryRunView | undefined, now: number): readonly Part[] {
  if (run === undefined) return [];
  return [failedPart(run.assertions, `Why it failed ${sayAgo(Date.parse(run.at), now)}`)];
}

function afterGap(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
