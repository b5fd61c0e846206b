import type { HeardCode, PairingBot } from '../../bots/channel-adapter.ts';
import type { ChatPlace, ChatUser } from '../../core/chat.ts';
import { clip, oneLine } from '../../core/clip.ts';
import { escapeControls } from '../../core/escape.ts';
import { CODE_LIVES_MS, CODE_TRIES, newPairingCode, tryCode } from '../../core/pairing.ts';
import { MINUTE_MS } from '../../core/duration.ts';
import { CommandFailed } from '../failure.ts';
import { unlessAborted, type Ask, type InitIo } from './io.ts';

const LONGEST_TITLE = 60;

export interface PairedChat {
  readonly place: ChatPlace;
  readonly user: ChatUser;
}

type Outcome =
  | { readonly outcome: 'paired'; readonly chat: PairedChat }
  | { readonly outcome: 'expired' | 'too-many-tries' | 'declined' };

const PAIRED = 'Paired: messages come here as soon as init has finished.';
const CONFIRM = 'The code is right. Confirm this chat where init runs; then messages come here.';
const WHY_NOT = {
  expired: 'The code has expired.',
  'too-many-tries': 'Three wrong codes were said; this one is worth nothing now.',
  declined: 'That chat was not paired.',
};

/** Pairs one chat after the other by one bot: each by a code of its own that is said in it. */
export interface Pairer {
  /** Resolves when a chat has been paired. Ends the command where nobody wants another code. */
  pair(): Promise<PairedChat>;
}

/** Listens from now on, until the bot is closed. */
export function createPairer(bot: PairingBot, io: InitIo): Pairer {
  const broken = Promise.withResolvers<never>();
  // It may break while nobody waits.
  broken.promise.catch(() => {});
  let current = unheard;
  bot.listen(
    (heard) => current(heard),
    (error) => broken.reject(new CommandFailed(sayBroken(error))),
  );

  function once(): Promise<Outcome> {
    let waiting = newPairingCode(io.randomBytes, io.clock.now());
    sayCode(bot, waiting.code, io);
    return new Promise((resolve, reject) => {
      const cancel = io.clock.after(CODE_LIVES_MS, () => end({ outcome: 'expired' }));
      function end(outcome: Outcome): void {
        cancel();
        current = unheard;
        // The answer goes out first: what follows may close the bot.
        setImmediate(() => resolve(outcome));
      }
      current = async ({ code, user, place }) => {
        const { outcome, next } = tryCode(waiting, code, io.clock.now());
        const isNew = next.wrongTries > waiting.wrongTries;
        waiting = next;
        if (outcome === 'refused') {
          const left = CODE_TRIES - next.wrongTries;
          if (isNew && left > 0)
            io.out(`A wrong code was said; ${left === 1 ? '1 try is' : `${left} tries are`} left.`);
          if (left <= 0) end({ outcome: 'too-many-tries' });
          return null;
        }
        const chat = { place, user };
        if (place.private || io.ask === null) {
          end({ outcome: 'paired', chat });
          return PAIRED;
        }
        // A platform waits seconds for an answer, a person may take longer.
        agree(chat, io.ask).then(
          (agreed) => end(agreed ? { outcome: 'paired', chat } : { outcome: 'declined' }),
          (error: unknown) => reject(error instanceof Error ? error : new Error('unknown')),
        );
        return CONFIRM;
      };
    });
  }

  return {
    async pair() {
      for (;;) {
        const result = await unlessAborted(io.signal, Promise.race([once(), broken.promise]));
        if (result.outcome === 'paired') {
          io.out(`Paired: ${sayPlace(result.chat.place)}, said by ${sayName(result.chat.user.name)}.`);
          return result.chat;
        }
        const why = WHY_NOT[result.outcome];
        if (io.ask === null) throw new CommandFailed(`${why} Run init again for a new one.`);
        io.out(why);
        if (!(await io.ask.yes('Make a new code?')))
          throw new CommandFailed('no chat was paired; nothing was written');
      }
    },
  };
}

function unheard(_heard: HeardCode): Promise<string | null> {
  return Promise.resolve(null);
}

/** A chat as a person knows it; what others named it stands there escaped. */
function sayPlace({ private: isPrivate, title, thread }: ChatPlace): string {
  if (isPrivate) return 'your own chat with the bot';
  return `the chat ${sayName(title)}${thread === null ? '' : `, topic ${escapeControls(thread)}`}`;
}

function sayName(text: string): string {
  return `"${escapeControls(clip(oneLine(text), LONGEST_TITLE))}"`;
}

function agree({ place, user }: PairedChat, ask: Ask): Promise<boolean> {
  return ask.yes(`Pair ${sayPlace(place)}, where ${sayName(user.name)} said the code?`);
}

function sayCode(bot: PairingBot, code: string, io: InitIo): void {
  io.out('');
  for (const line of bot.instructions(code)) io.out(`  ${escapeControls(line)}`);
  io.out('');
  io.out(`Waiting for the code ${code}; it lives ${CODE_LIVES_MS / MINUTE_MS} minutes. Ctrl-C breaks off.`);
}

function sayBroken(error: Error): string {
  return [
    `the bot can't hear any more: ${error.message}`,
    'if another program listens with its token, stop that ("npx pm2 stop pithead", where it is this one) and run init again',
  ].join('\n');
}
