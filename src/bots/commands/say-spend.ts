import { sayCount } from '../../core/amount.ts';
import { bars, spansPerBar } from '../../core/bars.ts';
import { sayDuration, typeDuration } from '../../core/duration.ts';
import type { SpendReport, SpendRow } from '../../core/ledger-views.ts';
import type { Message } from '../../core/message.ts';
import { sayCost, spendNotes } from '../../core/say-cost.ts';
import { spanOfBars } from '../../core/span-of-bars.ts';
import { fit } from './fit.ts';
import { mostUrgentFirst } from './say-budgets.ts';
import { sayBudget } from './say-budget.ts';
import { part, say } from './say.ts';

const MAX_KEY = 48;
/** UTF-16 units, as Discord shows them; all of them within what a chat shows of one message. */
const ROOM_OF_ROWS = 1_800;
const ROOM_OF_NOTES = 800;
const ROOM_OF_BUDGETS = 800;
/** Rows, and budgets: more never fit. */
const MOST = 100;

/** What was spent: rows with bars, what is not in the total, budgets. `png`: its chart; `null`: there is none. */
export function saySpend(report: SpendReport, sinceMs: number, png: Uint8Array | null, now: number): Message {
  const { view, workflow, budgets } = report;
  const title = sayTotal(report, sinceMs);
  const what = workflow === null ? 'workflow' : 'model';
  const entries = view.rows.slice(0, MOST).map((row) => [sayRow(row, report, what)]);
  const notes = spendNotes(view, report.unpricedModels).map((note) => [`· ${note}`]);
  const left = (count: number): string => `… ${count} more${whereAll(report, sinceMs)}`;
  // What a workflow without a budget spent stands in the rows.
  const limited = budgets.filter(({ period }) => period !== null);
  const message = say(title, [
    ...fit([
      { title: sayScale(report), entries, all: view.rows.length, more: left, room: ROOM_OF_ROWS },
      { title: null, entries: notes, more: left, room: ROOM_OF_NOTES },
      {
        title: 'Budgets',
        entries: mostUrgentFirst(limited)
          .slice(0, MOST)
          .map((budget) => sayBudget(budget, now)),
        all: limited.length,
        more: (count) => `… ${count} more: /budget`,
        room: ROOM_OF_BUDGETS,
      },
    ]),
  ]);
  return png === null ? message : { ...message, image: { png, about: `Chart: ${title}` } };
}

/** `digest spent at least $8.20 in 7 d: 96 calls`. */
function sayTotal({ view, workflow }: SpendReport, sinceMs: number): string {
  const cost = sayCost(view);
  const amount = cost === 'unknown' ? 'an unknown amount' : cost;
  const spent = workflow === null ? `Spent ${amount}` : `${part(workflow, MAX_KEY)} spent ${amount}`;
  return `${spent} in ${sayDuration(sinceMs)}: ${sayCalls(view.calls)}`;
}

/** `▁▂·▇ digest $8.20, 96 calls`; without bars where no cost is known: nothing would be a lie. */
function sayRow(row: SpendRow, { series }: SpendReport, what: string): string {
  const line = row.costUsd === null ? '' : bars(series.get(row.key) ?? []);
  const name = row.key === '' ? `unknown ${what}` : part(row.key, MAX_KEY);
  return `${line}${line === '' ? '' : ' '}${name} ${sayCost(row)}, ${sayCalls(row.calls)}`;
}

/** The command line knows nothing of the models of one workflow. */
function whereAll({ workflow }: SpendReport, sinceMs: number): string {
  if (workflow !== null) return ', none of them dearer';
  return ` on the command line: npx pithead spend --since ${typeDuration(sinceMs)}`;
}

/** `null`: no row has bars. */
function sayScale({ starts, view }: SpendReport): string | null {
  if (view.costUsd === null) return null;
  const [count, span] = [spansPerBar(starts.length), spanOfBars(starts)];
  return `A bar is ${count === 1 ? `${span === 'hour' ? 'an' : 'a'} ${span}` : `${count} ${span}s`}, · is nothing${view.unpricedCalls === 0 ? '' : ' known'}`;
}

function sayCalls(calls: number): string {
  return `${sayCount(calls)} ${calls === 1 ? 'call' : 'calls'}`;
}
