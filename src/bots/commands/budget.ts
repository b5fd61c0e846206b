import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { Answer, ChatCommand, CommandScope } from './command.ts';
import type { ChatServices } from '../../core/chat-services.ts';
import { mayUse } from './decide-use.ts';
import { readBudgetSet } from './read-budget-set.ts';
import { say } from './say.ts';
import { sayBudgets } from './say-budgets.ts';
import { sayBudgetSet } from './say-budget-set.ts';
import { sayNoWorkflow } from './say-no-workflow.ts';

/** Who may look, may not set: that takes more. */
const SETTING = { role: 'admin' } as const;

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
      return { outcome: 'nothing', message: sayNoWorkflow(target ?? '', services.workflows(), 'budget') };
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
  if (target === null) return { outcome: 'usage', message: wrong('WORKFLOW is missing') };
  if (!setting.ok) return { outcome: 'usage', message: wrong(setting.problem) };
  const { period, limit } = setting;
  const done = await services.setBudget({ target, period, limit }, { name: operator.name, via: platform });
  const message = sayBudgetSet(done, { target, period, limit }, services.now());
  return { outcome: useOutcomeOf(done.outcome), message };
}

function wrong(problem: string): Message {
  return say(`${problem}: type ${budgetCommand.info.example}`);
}
