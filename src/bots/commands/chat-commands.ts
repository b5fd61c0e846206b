import type { ChatServices } from '../../core/chat-services.ts';
import type {
  AdmittedCall,
  ChatCall,
  ChatCommands,
  ChatUser,
  Operator,
  CommandUse,
  CommandUses,
  ShowProgress,
  UseOutcome,
} from '../../core/chat.ts';
import { clip, oneLine } from '../../core/clip.ts';
import { errorText } from '../../core/error-text.ts';
import type { TraceId } from '../../core/ids.ts';
import type { Message } from '../../core/message.ts';
import type { Log } from '../../core/ports.ts';
import { decideUse, findCommand, type UseDecision } from './decide-use.ts';
import type { Answer, CommandScope } from './command.ts';
import { COMMANDS } from './index.ts';
import { redactedServices } from './redacted-services.ts';
import { say } from './say.ts';
import { createStrangerLimit } from './stranger-limit.ts';

export interface ChatCommandDeps {
  readonly operators: readonly Operator[];
  readonly services: ChatServices;
  readonly uses: CommandUses;
  readonly log: Log;
  /** Counts what is in flight, for `settled()`. */
  readonly track: <T>(promise: Promise<T>) => Promise<T>;
  /** Under it the log tells of one use. */
  readonly newTraceId: () => TraceId;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
  /** Who may pair here, whoever it is: `null` where no code waits or this is none. */
  readonly pair: (call: ChatCall) => AdmittedCall | null;
}

const UNKNOWN_BUTTON: UseDecision = {
  outcome: 'usage',
  answer: say('That button is not known any more: /help lists what can be asked'),
};

const MAX_ARGS = 200;
const MAX_NAME = 64;

/** The commands of the running program: who may use them, what they answer, and the record of every use. */
export function createChatCommands(deps: ChatCommandDeps): ChatCommands {
  const { log, redact } = deps;
  const services = redactedServices(deps.services, redact);
  const limit = createStrangerLimit();

  /** Writes a use down. A table that can't be written to must not keep an answer back. */
  function record(call: ChatCall, operator: Operator | null, outcome: UseOutcome): void {
    const use: CommandUse = {
      at: services.now(),
      user: { ...call.user, name: clip(oneLine(call.user.name), MAX_NAME) },
      chat: call.place.chat,
      operator: operator?.name ?? null,
      ...said(call),
      outcome,
    };
    const recorded = Promise.resolve(use).then((use) => deps.uses.record(use));
    void deps.track(
      recorded.catch((error: unknown) => log.error('command-unrecorded', { error: errorText(error) })),
    );
  }

  /** The line as it is kept. The secrets go before it is cut: half a secret would not be known for one. */
  function said({ command, args }: ChatCall): Pick<CommandUse, 'command' | 'args'> {
    return {
      command: clip(oneLine(redact(command)), MAX_NAME),
      args: clip(oneLine(redact(sayArgs(args))), MAX_ARGS),
    };
  }

  function fieldsOf(call: ChatCall, operator: Operator | null) {
    return {
      ...said(call),
      operator: operator?.name ?? null,
      platform: call.user.platform,
      user: call.user.id,
      chat: call.place.chat,
    };
  }

  /** A call that gets an answer; `answer` says how it came out. */
  function admitted(
    call: ChatCall,
    operator: Operator | null,
    answer: (progress: ShowProgress) => Promise<Answer>,
  ): AdmittedCall {
    async function run(progress: ShowProgress): Promise<Message> {
      const traceId = deps.newTraceId();
      const fields = { ...fieldsOf(call, operator), traceId };
      try {
        const { outcome, message } = await answer((said) => progress(withoutSecrets(said, redact)));
        record(call, operator, outcome);
        log.info('command', { ...fields, outcome });
        return withoutSecrets(message, redact);
      } catch (error) {
        record(call, operator, 'failed');
        log.error('command', { ...fields, outcome: 'failed', error: errorText(error) });
        return say('That failed', [`The log has it under ${traceId}`]);
      }
    }
    return {
      run: (progress = () => {}) => deps.track(run(progress)),
      passOver() {
        record(call, operator, 'failed');
        log.warn('command', { ...fieldsOf(call, operator), outcome: 'failed', error: 'passed over' });
      },
    };
  }

  return {
    list: COMMANDS.map(({ info }) => info),
    admit(call) {
      const operator = operatorOf(deps.operators, call.user);
      const pairing = !call.pressed && call.command.toLowerCase() === 'pair' ? deps.pair(call) : null;
      if (pairing !== null) {
        return admitted(call, operator, async () => ({ outcome: 'allowed', message: await pairing.run() }));
      }
      if (operator === null) {
        const passedOver = limit(call.user, services.now());
        if (passedOver === null) return null;
        record(call, null, 'stranger');
        log.warn('command', { ...fieldsOf(call, null), outcome: 'stranger', passedOver });
        return null;
      }
      const decision = isKnown(call) ? decideUse(call, operator, COMMANDS) : UNKNOWN_BUTTON;
      return admitted(call, operator, async (progress) => {
        if (decision.outcome !== 'allowed') {
          return { outcome: decision.outcome, message: decision.answer };
        }
        const { command, args } = decision;
        return command.run(args, services, scopeOf(call, operator, progress));
      });
    },
  };
}

function operatorOf(operators: readonly Operator[], { platform, id }: ChatUser): Operator | null {
  return operators.find((operator) => operator[platform] === id) ?? null;
}

/** A press can carry any text, whatever buttons there are; only commands that are meant for buttons listen to it. */
function isKnown(call: ChatCall): boolean {
  return !call.pressed || findCommand(call.command, COMMANDS)?.button === true;
}

function scopeOf({ user }: ChatCall, operator: Operator, progress: ShowProgress): CommandScope {
  return { operator, platform: user.platform, commands: COMMANDS, progress };
}

function sayArgs(args: ChatCall['args']): string {
  return typeof args === 'string' ? args : [...args].map(([name, text]) => `${name}=${text}`).join(' ');
}

function withoutSecrets(message: Message, redact: (text: string) => string): Message {
  const facts = message.facts?.map((fact) => ('at' in fact ? fact : { ...fact, text: redact(fact.text) }));
  const { image } = message;
  return {
    title: redact(message.title),
    ...(facts === undefined ? {} : { facts }),
    body: redact(message.body),
    link: message.link,
    ...(image === undefined ? {} : { image: { ...image, about: redact(image.about) } }),
  };
}
