import { createChatCommands } from '../bots/commands/chat-commands.ts';
import type { Config } from '../config.ts';
import type { Activity } from '../core/activity.ts';
import type { ChatCommands } from '../core/chat.ts';
import type { ClockTrust } from '../core/clock-trust.ts';
import type { Clock } from '../core/clock.ts';
import type { TraceId } from '../core/ids.ts';
import type { Log } from '../core/ports.ts';
import type { Storage } from '../storage/index.ts';
import { createChatServices, type ChatServicesDeps } from './chat-services.ts';
import { createOwnDoctor } from './doctor.ts';

export interface CommandsDeps extends Omit<ChatServicesDeps, 'doctor'> {
  readonly config: Config;
  readonly store: Storage;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly trust: () => ClockTrust;
  /** Why the database can't be written; `null`: nothing is known to be wrong. */
  readonly databaseTrouble: () => string | null;
  /** Where the public listener is. */
  readonly publicUrl: string;
  readonly newTraceId: () => TraceId;
}

/** The commands of the chats, over the running program. */
export function createCommands(deps: CommandsDeps): ChatCommands {
  const { config, store, activity, log, redact, newTraceId } = deps;
  const doctor = createOwnDoctor({ ...deps, listener: () => deps.publicUrl });
  return createChatCommands({
    operators: config.operators,
    services: createChatServices({ ...deps, doctor }),
    uses: store,
    log,
    track: (promise) => activity.track(promise),
    newTraceId,
    redact,
    pair: () => null,
  });
}
