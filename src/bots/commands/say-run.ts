import { manyLines } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { Message } from '../../core/message.ts';
import type { AssertionResult } from '../../core/probe.ts';
import type { CanaryRunView } from '../../core/probe-views.ts';
import { sayLatency } from '../../core/say-latency.ts';
import { fit, type Part } from './fit.ts';
import { part, say } from './say.ts';
import { VERDICT_MARKS, VERDICT_WORDS } from './say-canary.ts';

const MAX_NAME = 70;
const MAX_MODEL = 100;
const MAX_DETAIL = 300;
const MAX_REASON = 300;
const MAX_OUTPUT_LINE = 200;
const MOST_OUTPUT_LINES = 8;
/** UTF-16 units that each part has for sure, as Discord shows it; what stands around them is 900 at most. */
const ROOM = { failed: 1_700, output: 900 } as const;

/** What a run of a probe showed: the verdict first, then what speaks for it, then what was answered. */
export function sayRun(run: CanaryRunView): Message {
  const parts = fit([failedPart(run.assertions), outputPart(run.output)]);
  return say(sayCame(run), [
    ...sayMeasured(run),
    ...(run.verdict === 'unmeasured' && run.detail !== '' ? [part(run.detail, MAX_DETAIL)] : []),
    ...sayCounted(run.assertions),
    ...parts,
    `/canaries ${run.name} shows its history`,
  ]);
}

function sayCame({ name, verdict, reason, promptHash }: CanaryRunView): string {
  const came = `${VERDICT_MARKS[verdict]} ${part(name, MAX_NAME)} ${VERDICT_WORDS[verdict]}`;
  if (verdict === 'unmeasured') return `${came}: it could not be asked${sayWhy(reason)}`;
  return verdict === 'fail' && promptHash !== null ? `${came}: it answered, but wrongly or late` : came;
}

/** Reasons are written as words that a hyphen joins: `rate-limited`. */
function sayWhy(reason: CanaryRunView['reason']): string {
  return reason === null ? '' : ` (${reason.replaceAll('-', ' ')})`;
}

function sayMeasured({ latencyMs, ttftMs, model, costUsd }: CanaryRunView): readonly string[] {
  const times = [
    ...(latencyMs === null ? [] : [sayLatency(latencyMs)]),
    ...(ttftMs === null ? [] : [`first token after ${sayLatency(ttftMs)}`]),
  ];
  const who = [
    ...(model === null ? [] : [`model ${part(model, MAX_MODEL)}`]),
    ...(costUsd === null ? [] : [`cost $${costUsd}`]),
  ];
  return [times, who].filter((said) => said.length > 0).map((said) => said.join(', '));
}

function sayCounted(assertions: readonly AssertionResult[]): readonly string[] {
  if (assertions.length === 0) return [];
  const passed = assertions.filter(({ pass }) => pass).length;
  const all = countOf(assertions.length, 'assertion');
  return [passed === assertions.length ? `${all} passed` : `${passed} of ${all} passed`];
}

/** What did not hold, one line each. */
export function failedPart(assertions: readonly AssertionResult[], title: string | null = null): Part {
  return {
    title,
    entries: assertions
      .filter(({ pass }) => !pass)
      .map(({ type, reason }) => [`${VERDICT_MARKS.fail} ${type}: ${part(reason, MAX_REASON)}`]),
    more: (left) => `… ${left} more`,
    room: ROOM.failed,
  };
}

/** The beginning of the answer: what a model wrote, and nothing that it means. */
function outputPart(output: string): Part {
  const lines = linesOf(output);
  return {
    title: 'Output',
    entries: lines.slice(0, MOST_OUTPUT_LINES).map((line) => [part(line, MAX_OUTPUT_LINE)]),
    all: lines.length,
    more: moreLines,
    room: ROOM.output,
  };
}

/** The lines of an untrusted text that have something in them. */
export function linesOf(text: string): readonly string[] {
  return manyLines(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** What stands for the lines that did not fit. */
export function moreLines(left: number): string {
  return `… ${countOf(left, 'more line')}`;
}
