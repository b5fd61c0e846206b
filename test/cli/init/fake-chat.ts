import { z } from 'zod';
import type { ChannelAdapter, HeardCode } from '../../../src/bots/channel-adapter.ts';
import type { ChatPlace, ChatUser } from '../../../src/core/chat.ts';
import { FarEndError, verdictOfStatus } from '../../../src/core/far-end.ts';
import type { Outgoing } from '../../../src/core/message.ts';

export const GOOD_TOKEN = '123:a-good-token-of-the-fake';

export const ADA: ChatUser = { platform: 'telegram', id: '111', name: 'Ada Lovelace' };
export const OWN: ChatPlace = { chat: '111', thread: null, guild: null, private: true, title: 'Ada' };
export const GROUP: ChatPlace = {
  chat: '-100222',
  thread: '7',
  guild: null,
  private: false,
  title: 'Ops\u001b[2J\nroom',
};

type Heard = (code: HeardCode) => Promise<string | null>;

export interface FakeChat {
  readonly adapter: ChannelAdapter;
  /** The next code that the instructions show. */
  nextCode(): Promise<string>;
  /** Somebody says a code; resolves with what is answered there. */
  say(code: string, user?: ChatUser, place?: ChatPlace): Promise<string | null>;
  /** The bot breaks while it listens. */
  break(error: Error): void;
  /** What channels of the program sent, by their names. */
  readonly got: { readonly channel: string; readonly outgoing: Outgoing }[];
  /** Why sending fails, where it does. */
  refusal: FarEndError | null;
  /** Bots that listen. */
  readonly listening: () => number;
  /** What was listening when a channel sent. */
  readonly listeningAtSend: number[];
}

/** A platform in this process, behind the same interface as the real ones; its users have Telegram's ids. */
export function createFakeChat(): FakeChat {
  let heard: Heard | null = null;
  let failed: ((error: Error) => void) | null = null;
  let listening = 0;
  const codes: string[] = [];
  const waiters: ((code: string) => void)[] = [];

  const chat: FakeChat = {
    got: [],
    refusal: null,
    listening: () => listening,
    listeningAtSend: [],
    nextCode() {
      const code = codes.shift();
      return code === undefined ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve(code);
    },
    say(code, user = ADA, place = OWN) {
      if (heard === null) throw new Error('nobody listens');
      return heard({ code, user, place });
    },
    break: (error) => failed?.(error),
    adapter: {
      type: 'fake',
      schema: z.strictObject({
        type: z.literal('fake'),
        token: z.string(),
        chat: z.number(),
        thread: z.string().optional(),
        apiRoot: z.string().optional(),
      }),
      create: (name) => ({
        name,
        type: 'fake',
        limits: { listLength: 4_000, listEntryLength: 200 },
        editable: true,
        send(outgoing) {
          chat.listeningAtSend.push(listening);
          if (chat.refusal !== null) return Promise.reject(chat.refusal);
          chat.got.push({ channel: name, outgoing });
          return Promise.resolve({ id: `m${chat.got.length}` });
        },
        close: () => Promise.resolve(),
      }),
      pairing: {
        howToGetToken: 'Ask the fake for a token.',
        connect({ token }) {
          if (token === '123:away')
            return Promise.reject(new FarEndError(`${token} unreachable`, verdictOfStatus(502, null)));
          if (token !== GOOD_TOKEN)
            return Promise.reject(
              new FarEndError(`the token ${token} is not known`, verdictOfStatus(401, null)),
            );
          return Promise.resolve({
            name: '@fake_bot',
            instructions(code) {
              const waiter = waiters.shift();
              if (waiter === undefined) codes.push(code);
              else waiter(code);
              return [`fake.me/fake_bot?start=${code}`, `or say /pair ${code}`];
            },
            listen(onHeard, onFailed) {
              heard = onHeard;
              failed = onFailed;
              listening++;
            },
            entryOf: ({ chat: id, thread }) => ({ chat: Number(id), ...(thread === null ? {} : { thread }) }),
            close() {
              if (heard !== null) listening--;
              heard = null;
              return Promise.resolve();
            },
          });
        },
      },
    },
  };
  return chat;
}
