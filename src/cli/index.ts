import { ackCommand } from './ack.ts';
import { auditCommand } from './audit.ts';
import { budgetCommand } from './budget.ts';
import { canaryCommand } from './canary.ts';
import { checkCommand } from './check.ts';
import type { CliCommand } from './command.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { eventsCommand } from './events.ts';
import { incidentCommand } from './incident.ts';
import { incidentsCommand } from './incidents.ts';
import { initCommand } from './init.ts';
import { invoiceCommand } from './invoice.ts';
import { muteCommand } from './mute.ts';
import { pauseCommand } from './pause.ts';
import { replayCommand } from './replay.ts';
import { resumeCommand } from './resume.ts';
import { sendCommand } from './send.ts';
import { spendCommand } from './spend.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { traceCommand } from './trace.ts';
import { unmuteCommand } from './unmute.ts';
import { verifyCommand } from './verify.ts';

/** Every command, in the order of the help. A new one is a new file and a line here. */
export const COMMANDS = [
  startCommand,
  initCommand,
  statusCommand,
  incidentsCommand,
  incidentCommand,
  ackCommand,
  muteCommand,
  unmuteCommand,
  canaryCommand,
  spendCommand,
  budgetCommand,
  pauseCommand,
  resumeCommand,
  invoiceCommand,
  eventsCommand,
  traceCommand,
  replayCommand,
  auditCommand,
  sendCommand,
  verifyCommand,
  checkCommand,
  doctorCommand,
  demoCommand,
] as const satisfies readonly CliCommand[];
