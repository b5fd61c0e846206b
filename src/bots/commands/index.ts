import { ackCommand } from './ack.ts';
import { budgetCommand } from './budget.ts';
import { canariesCommand } from './canaries.ts';
import type { ChatCommand } from './command.ts';
import { digestCommand } from './digest.ts';
import { doctorCommand } from './doctor.ts';
import { eventsCommand } from './events.ts';
import { helpCommand } from './help.ts';
import { incidentCommand } from './incident.ts';
import { incidentsCommand } from './incidents.ts';
import { muteCommand } from './mute.ts';
import { pairCommand } from './pair.ts';
import { pauseCommand } from './pause.ts';
import { replayCommand } from './replay.ts';
import { resumeCommand } from './resume.ts';
import { runCommand } from './run.ts';
import { spendCommand } from './spend.ts';
import { statusCommand } from './status.ts';
import { traceCommand } from './trace.ts';
import { unmuteCommand } from './unmute.ts';

/** Every command of the chats, in the order of the help and the menus. A new one is a new file and a line here. */
export const COMMANDS = [
  statusCommand,
  incidentsCommand,
  incidentCommand,
  ackCommand,
  muteCommand,
  unmuteCommand,
  canariesCommand,
  runCommand,
  spendCommand,
  budgetCommand,
  pauseCommand,
  resumeCommand,
  digestCommand,
  eventsCommand,
  traceCommand,
  replayCommand,
  doctorCommand,
  pairCommand,
  helpCommand,
] as const satisfies readonly ChatCommand[];
