import { sayFindingsBriefly } from '../../core/finding.ts';
import type { ChatCommand } from './command.ts';
import { say } from './say.ts';

export const doctorCommand = {
  info: { name: 'doctor', about: 'look for what is wrong, and what to do about it', args: [] },
  role: 'operator',
  async run(_args, services) {
    const { title, lines } = sayFindingsBriefly(await services.doctor());
    return { outcome: 'allowed', message: say(title, lines) };
  },
} as const satisfies ChatCommand;
