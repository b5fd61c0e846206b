import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { Answer, ChatCommand, CommandScope } from './command.ts';
import type { ChatServices } from '../../core/chat-services.ts';
import { mayUse } from './decide-use.ts';
import { readBudgetSet } from './read-budget-set.ts';
import { part, say } from './say.ts';
import { nameOf } from './say-budget.ts';
import { sayBudgets } from './say-budgets.ts';
import { sayBudgetSet } from './say-budget-set.ts';
import { sayNoWorkflow } from './say-no-workflow.ts';

/** Who may look, may not set: that takes more. */
const SETTING = { role: 'admin' } as const;
const MAX_TARGET = 80;

export const budgetCommand = {
  info: {
    name: 'budget',
    about: 'how every budget stands, or that of one workflow; an admin sets one',
    args: [
      { name: 'workflow', about: 'only this one; or overall, or provider:openai', required: false },
      {
        name: 'set',
        about: 'a new limit (admin): day $2, week 200k tokens, day off, day default (as configured)',
        required: false,
        rest: 'name',
      },
    ],
    example: '/budget digest set day $2',
    moreExamples: ['/budget digest', '/budget overall set month off'],
  },
  role: 'viewer',
  async run(args, services, scope) {
    const target = args.get('workflow')?.toLowerCase() ?? null;
    const set = args.get('set') ?? null;
    if (set !== null) return setBudget(target, set, services, scope);
    const budgets = await services.budgets(target);
    if (budgets === null) {
      const message = sayNoWorkflow(target ?? '', await namesOf(services), 'budget');
      return { outcome: 'nothing', message };
    }
    return { outcome: 'allowed', message: sayBudgets(budgets, target, services.now()) };
  },
} as const satisfies ChatCommand;

async function setBudget(
  target: string | null,
  set: string,
  services: ChatServices,
  { operator, platform }: CommandScope,
): Promise<Answer> {
  if (!mayUse(operator.role, SETTING)) {
    const message = say(
      `Setting a budget takes the role ${SETTING.role}; ${operator.name} has ${operator.role}`,
    );
    return { outcome: 'role', message };
  }
  const setting = readBudgetSet(set);
  if (target === null || isMissing(target, services)) {
    return { outcome: 'usage', message: wrong('WORKFLOW is missing', null) };
  }
  if (!setting.ok) return { outcome: 'usage', message: wrong(setting.problem, target) };
  const { period, limit } = setting;
  const done = await services.setBudget({ target, period, limit }, { name: operator.name, via: platform });
  const message = sayBudgetSet(done, { target, period, limit }, services.now());
  return { outcome: useOutcomeOf(done.outcome), message };
}

/** As in `/budget set day $2`. */
function isMissing(target: string, services: ChatServices): boolean {
  return target === 'set' && !services.workflows().includes(target);
}

/** Whatever has a budget or may have one, as far as it is known here; none where no workflow is configured. */
async function namesOf(services: ChatServices): Promise<readonly string[]> {
  const workflows = services.workflows();
  if (workflows.length === 0) return [];
  const budgets = (await services.budgets(null)) ?? [];
  return [...new Set([...workflows, ...budgets.map(nameOf), 'overall'])];
}

/** The example is of the same target: what is copied from it changes nobody else's budget. */
function wrong(problem: string, target: string | null): Message {
  return say(`${problem}: type /budget ${part(target ?? 'digest', MAX_TARGET)} set day $2`);
}
