import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { SECOND_MS } from '../../core/duration.ts';
import type { FarEndError } from '../../core/far-end.ts';
import { SILENT_LOG } from '../../core/silent-log.ts';
import type { BotAccess, PairingAdapter, PairingBot } from '../channel-adapter.ts';
import { answerCalls } from './answer-calls.ts';
import { createClient, type TelegramClient } from './client.ts';
import { NEVER, withDeadline } from '../deadline.ts';
import { isTokenRefusal, TelegramError } from './error.ts';
import { poll } from './poll.ts';
import { reply } from './reply.ts';
import { updatesSchema, type HeardCommand } from './update.ts';

const CALL_MS = 10 * SECOND_MS;
/** Codes that may be looked at at once; more are not heard. */
const MOST_AT_ONCE = 8;

interface PairingDeps {
  readonly client: TelegramClient;
  readonly clock: Clock;
  /** Ends the listening. */
  readonly ending: AbortController;
}

/** Pairs a chat by a code that is said there: `/start CODE` by a deep link, or `/pair CODE`. */
export const telegramPairing: PairingAdapter = {
  howToGetToken:
    'In Telegram, open https://t.me/BotFather, send /newbot and answer its two questions; it ends with the token.',
  connect,
};

async function connect(access: BotAccess, { clock }: { readonly clock: Clock }): Promise<PairingBot> {
  const client = createClient({ ...access, ipv4: false });
  const ending = new AbortController();
  const { signal } = ending;
  const call = <T>(does: Parameters<typeof client.call<T>>[1]): Promise<T> =>
    withDeadline(clock, CALL_MS, signal, (ends) => client.call(ends, does));
  try {
    const me = await call((raw, s) => raw.getMe(s));
    const { username } = z.object({ username: z.string() }).parse(me);
    await call((raw, s) => raw.deleteWebhook({}, s));
    // What was said before is no answer to a code that is made now, and would count as a wrong try.
    const last = await call((raw, s) => raw.getUpdates({ offset: -1, limit: 1, timeout: 0 }, s));
    const newest = updatesSchema.parse(last).at(-1);
    const offset = newest === undefined ? 0 : newest.update_id + 1;
    return pairingBot(username, offset, { client, clock, ending });
  } catch (error) {
    client.close();
    throw explained(error);
  }
}

function pairingBot(username: string, offset: number, deps: PairingDeps): PairingBot {
  const { client, clock, ending } = deps;
  // Answers are let out to the end; each has its own deadline.
  const answering = {
    client,
    clock,
    log: SILENT_LOG,
    signal: NEVER,
    dateAndTime: (at: number) => new Date(at).toISOString(),
  };
  const looking = new Set<Promise<void>>();
  let polling: Promise<void> | null = null;

  async function look(heard: HeardCommand, say: Parameters<PairingBot['listen']>[0]): Promise<void> {
    const { args, user, place } = heard;
    const answer = await say({ code: args, user, place });
    if (answer === null) return;
    await reply({ title: answer, body: '', link: null }, answerCalls(heard, client), answering);
  }

  return {
    name: `@${username}`,
    instructions: (code) => [
      `https://t.me/${username}?start=${code}`,
      'For a private chat: open the address above on your phone or computer and press Start.',
      `For a group or a topic: add @${username} to the group, then send there: /pair ${code}`,
      'The bot needs no special rights there: it sees commands whatever its privacy mode. Write as yourself, not as an anonymous admin.',
    ],
    listen(heard, failed) {
      let told = false;
      polling ??= poll({
        client,
        clock,
        signal: ending.signal,
        offset,
        connected() {},
        recovered() {},
        trouble(what, error) {
          if (what === 'away' || told) return;
          told = true;
          failed(explained(error));
        },
        heard(what) {
          if (what.kind !== 'command' || what.command !== 'pair' || what.args === '') return;
          if (looking.size >= MOST_AT_ONCE) return;
          // Whoever said it sees that no answer came, and can say it again.
          const work = look(what, heard)
            .catch(() => {})
            .finally(() => looking.delete(work));
          looking.add(work);
        },
      });
    },
    entryOf: ({ chat, thread }) => ({
      type: 'telegram',
      chat: Number(chat),
      ...(thread === null ? {} : { thread: Number(thread) }),
    }),
    async close() {
      ending.abort();
      await polling;
      await Promise.all(looking);
      client.close();
    },
  };
}

/** An error in the words of somebody who has just pasted a token. */
function explained(error: unknown): FarEndError {
  if (!(error instanceof TelegramError)) {
    return new TelegramError('what answered was not the Bot API', {
      action: 'retry',
      reason: 'server-error',
      retryAfterMs: null,
    });
  }
  if (isTokenRefusal(error)) {
    return new TelegramError(
      'Telegram does not know this token; copy it whole from @BotFather (digits, a colon, 35 characters)',
      { ...error.verdict, action: 'refuse' },
      error.refusal,
    );
  }
  if (error.refusal?.code !== 409) return error;
  return new TelegramError(
    'another program listens with this bot; stop it, or make a new bot for this one',
    error.verdict,
    error.refusal,
  );
}
