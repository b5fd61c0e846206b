import type { ChatCommand } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { eventsCommand } from './events.ts';
import { helpCommand } from './help.ts';
import { pairCommand } from './pair.ts';
import { replayCommand } from './replay.ts';
import { statusCommand } from './status.ts';
import { traceCommand } from './trace.ts';

/** Every command of the chats, in the order of the help and the menus. A new one is a new file and a line here. */
export const COMMANDS = [
  statusCommand,
  eventsCommand,
  traceCommand,
  replayCommand,
  doctorCommand,
  pairCommand,
  helpCommand,
] as const satisfies readonly ChatCommand[];
