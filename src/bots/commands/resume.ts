import { sayDuration } from '../../core/duration.ts';
import type { Resumed } from '../../core/ledger-deeds.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayNoWorkflow } from './say-no-workflow.ts';

const MAX_NAME = 80;

export const resumeCommand = {
  info: {
    name: 'resume',
    about: 'let a paused workflow go on',
    args: [{ name: 'workflow', about: 'a workflow, or canary:NAME, as /budget lists it', required: true }],
    example: '/resume digest',
  },
  role: 'operator',
  async run(args, services, { operator, platform }) {
    const workflow = args.get('workflow')?.toLowerCase() ?? '';
    const done = await services.resume(workflow, { name: operator.name, via: platform });
    return { outcome: useOutcomeOf(done.outcome), message: sayResumed(done, workflow, services.now()) };
  },
} as const satisfies ChatCommand;

function sayResumed(done: Resumed, workflow: string, now: number): Message {
  const name = part(workflow, MAX_NAME);
  switch (done.outcome) {
    case 'resumed': {
      const { at, by } = done.pause;
      return say(`${name} may go on: ${part(by, MAX_NAME)} had paused it for ${sayDuration(now - at)}`);
    }
    case 'not-paused':
      return say(`${name} is not paused: nothing changed`);
    case 'unknown':
      return sayNoWorkflow(workflow, done.names, 'resume');
    case 'unavailable':
      return say(`${name} is still paused: the database takes nothing now; try in a minute`);
    default:
      return done satisfies never;
  }
}
