import { readBudgets } from '../app/read-budgets.ts';
import { systemClock } from '../clock.ts';
import { PERIODS } from '../core/budget.ts';
import { budgetsSchema } from './budget-answer.ts';
import { sayBudgets } from './budget-text.ts';
import { change } from './change.ts';
import type { Call, CliCommand, ExitCode } from './command.ts';
import { CommandFailed } from './failure.ts';
import { asJson } from './print.ts';
import { configOf, withTrail } from './setting.ts';

/** In quotes: a shell would put its own second argument in the place of `$2`. */
const EXAMPLE = "npx pithead budget digest set day '$2'";

export const budgetCommand: CliCommand = {
  name: 'budget',
  summary: `how the budgets stand, or set one: budget digest set day '$2'`,
  args: [
    { flag: '[workflow]', about: 'only this one; or overall, or provider:NAME' },
    { flag: '[set]', about: 'the word set, where one is to be set' },
    { flag: '[period]', about: 'day, week or month' },
    { flag: '[limit...]', about: "'$2', 200k tokens, off, or default (as configured)" },
  ],
  json: true,
  run(call) {
    const [workflow = null, set, period = '', ...limit] = call.args;
    if (workflow === null || set === undefined) return show(call, workflow);
    if (set !== 'set') throw new CommandFailed(`budget ${workflow} takes set, not "${set}": ${EXAMPLE}`, 2);
    return setBudget(call, { workflow, period, limit: limit.join(' ').trim() });
  },
};

/** Reads from the database by itself, whether or not the program runs. */
async function show(call: Call, workflow: string | null): Promise<ExitCode> {
  const config = configOf(call);
  const budgets = await withTrail(config, (trail) => readBudgets(config, trail, systemClock.now(), workflow));
  if (budgets === null) {
    throw new CommandFailed(`nothing is called ${workflow ?? ''}: "npx pithead budget" lists all names`);
  }
  call.out(call.json ? asJson(budgets) : sayBudgets(budgets));
  return 0;
}

async function setBudget(
  call: Call,
  { workflow, ...asked }: { readonly workflow: string; readonly period: string; readonly limit: string },
): Promise<ExitCode> {
  if (asked.limit === '')
    throw new CommandFailed(`budget ${workflow} set takes a period and a limit: ${EXAMPLE}`, 2);
  if (!PERIODS.some((period) => period === asked.period))
    throw new CommandFailed(
      `budget ${workflow} set takes ${PERIODS.join(', ')}, not "${asked.period}": ${EXAMPLE}`,
      2,
    );
  const answer = await change(configOf(call), `/v1/budgets/${encodeURIComponent(workflow)}`, {
    body: asked,
    answer: budgetsSchema,
    failed: `the budget of ${workflow} was not set`,
  });
  const none = `${workflow} has no budget now; "npx pithead budget" shows the others`;
  const said = answer.budgets.length === 0 ? none : sayBudgets(answer.budgets);
  call.out(call.json ? asJson(answer) : said);
  return 0;
}
