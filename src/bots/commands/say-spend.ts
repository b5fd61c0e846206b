import { sayCount } from '../../core/amount.ts';
import { bars, spansPerBar } from '../../core/bars.ts';
import { sayDuration } from '../../core/duration.ts';
import type { SpendReport, SpendRow } from '../../core/ledger-views.ts';
import type { Message } from '../../core/message.ts';
import { sayCost, spendNotes } from '../../core/say-cost.ts';
import { spanOfBars } from '../../core/span-of-bars.ts';
import { fit } from './fit.ts';
import { sayBudget } from './say-budget.ts';
import { part, say } from './say.ts';

const MAX_KEY = 48;
/** UTF-16 units, as Discord shows them; all of them within what a chat shows of one message. */
const ROOM_OF_ROWS = 1_800;
const ROOM_OF_NOTES = 800;
const ROOM_OF_BUDGETS = 800;

/** What was spent: rows with bars, what is not in the total, budgets. `png`: its chart; `null`: there is none. */
export function saySpend(report: SpendReport, sinceMs: number, png: Uint8Array | null, now: number): Message {
  const { view, workflow, budgets } = report;
  const title = sayTotal(report, sinceMs);
  const what = workflow === null ? 'workflow' : 'model';
  const entries = view.rows.map((row) => [sayRow(row, report, what)]);
  const notes = spendNotes(view, report.unpricedModels).map((note) => [`· ${note}`]);
  const left = (count: number): string =>
    `… ${count} more on the command line: npx pithead spend --by ${what}`;
  const message = say(title, [
    ...fit([
      { title: sayScale(report), entries, more: left, room: ROOM_OF_ROWS },
      { title: null, entries: notes, more: left, room: ROOM_OF_NOTES },
      {
        title: 'Budgets',
        entries: budgets.map((budget) => sayBudget(budget, now)),
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

/** The name comes last where it may be long: a phone breaks the line there. */
function sayRow(row: SpendRow, { series }: SpendReport, what: string): string {
  const line = bars(series.get(row.key) ?? []);
  const name = row.key === '' ? `unknown ${what}` : part(row.key, MAX_KEY);
  return `${line}${line === '' ? '' : ' '}${name} ${sayCost(row)}, ${sayCalls(row.calls)}`;
}

function sayScale({ starts }: SpendReport): string {
  const [count, span] = [spansPerBar(starts.length), spanOfBars(starts)];
  return `A bar is ${count === 1 ? `${span === 'hour' ? 'an' : 'a'} ${span}` : `${count} ${span}s`}, · is nothing`;
}

function sayCalls(calls: number): string {
  return `${sayCount(calls)} ${calls === 1 ? 'call' : 'calls'}`;
}
