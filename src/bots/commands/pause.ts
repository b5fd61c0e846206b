import type { Paused } from '../../core/ledger-deeds.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayNoWorkflow } from './say-no-workflow.ts';
import { sayPausedBy, sayWhatStops } from './say-pause.ts';

const MAX_NAME = 80;

export const pauseCommand = {
  info: {
    name: 'pause',
    about: 'stop a workflow: what it wants to reserve is refused until you resume it',
    args: [
      { name: 'workflow', about: 'a workflow, or canary:NAME', required: true },
      { name: 'reason', about: 'why, for the others and for whoever calls', required: false, rest: 'text' },
    ],
    example: '/pause digest it loops',
  },
  role: 'operator',
  async run(args, services, { operator, platform }) {
    const workflow = args.get('workflow')?.toLowerCase() ?? '';
    const by = { name: operator.name, via: platform };
    const done = await services.pause(workflow, args.get('reason') ?? null, by);
    return { outcome: useOutcomeOf(done.outcome), message: sayPaused(done, workflow, services.now()) };
  },
} as const satisfies ChatCommand;

function sayPaused(done: Paused, workflow: string, now: number): Message {
  const name = part(workflow, MAX_NAME);
  switch (done.outcome) {
    case 'paused':
      return say(`${name} is paused`, [...sayWhatStops(workflow), `End it with /resume ${name}`]);
    case 'already-paused':
      return say(`${name} is paused already, ${sayPausedBy(done.pause, now)}: nothing changed`, [
        `End it with /resume ${name}`,
      ]);
    case 'unknown':
      return sayNoWorkflow(workflow, done.names, 'pause');
    case 'unavailable':
      return say(`${name} was not paused: the database takes nothing now; try in a minute`);
    default:
      return done satisfies never;
  }
}
