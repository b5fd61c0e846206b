import type { ChatServices } from '../../core/chat-services.ts';
import type { CommandInfo, Operator, Platform, Role, ShowProgress, UseOutcome } from '../../core/chat.ts';
import type { Message } from '../../core/message.ts';

/** Who asks, and what there is to ask for. */
export interface CommandScope {
  readonly operator: Operator;
  /** By which it was asked. */
  readonly platform: Platform;
  readonly commands: readonly ChatCommand[];
  /** Takes what is being done, where it takes a while. */
  readonly progress: ShowProgress;
}

/** What a command answers, and how it came out, for the audit trail. */
export interface Answer {
  readonly outcome: UseOutcome;
  readonly message: Message;
}

/** One command of the chats: one file, one line in `index.ts`. */
export interface ChatCommand {
  readonly info: CommandInfo;
  /** The least role that may use it. */
  readonly role: Role;
  /** A button may do it, too. */
  readonly button?: true;
  /** The help lists it for nobody: it only answers whoever types it. */
  readonly unlisted?: true;
  /** `args` has what was given, each within its bounds, and all that is required. Untrusted. */
  run(args: ReadonlyMap<string, string>, services: ChatServices, scope: CommandScope): Promise<Answer>;
}
