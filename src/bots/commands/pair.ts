import type { ChatCommand } from './command.ts';
import { say } from './say.ts';

/** Whoever has a code that waits is taken care of before (`ChatCommandDeps.pair`); this answers operators without. */
export const pairCommand = {
  info: {
    name: 'pair',
    about: 'connect this chat by a code',
    args: [{ name: 'code', about: 'the code that init shows', required: true }],
    example: '/pair 7k2mw9qxhd',
  },
  role: 'viewer',
  // Where a code waits is `init`, not here: it does nothing for anybody who has a role.
  unlisted: true,
  run: () =>
    Promise.resolve({
      outcome: 'nothing',
      message: say('No such code waits here: stop the program and run npx pithead init, which shows one'),
    }),
} as const satisfies ChatCommand;
