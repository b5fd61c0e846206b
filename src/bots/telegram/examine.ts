import { z } from 'zod';
import { oneLine } from '../../core/clip.ts';
import { SECOND_MS } from '../../core/duration.ts';
import { aboutChannel, type Finding } from '../../core/finding.ts';
import type { ExamineDeps } from '../channel-adapter.ts';
import { createClient, type CallSignal, type RawApi } from './client.ts';
import { NEVER, withDeadline } from '../deadline.ts';
import { isTokenRefusal, notTheApi, TelegramError } from './error.ts';
import { createHome } from './home.ts';
import { readRights } from './rights.ts';
import type { TelegramEntry } from './schema.ts';

const GIVE_UP_MS = 10 * SECOND_MS;
/** Seconds to hold a request open: another program that listens pushes it out as soon as it asks again. */
const LISTEN_S = 3;

type Ask = <T>(does: (raw: RawApi, signal: CallSignal) => Promise<T>) => Promise<T>;
type Said = Omit<Finding, 'about'>;

/** Everything that can keep a Telegram channel from working, one finding each. Changes nothing at Telegram. */
export async function examineTelegram(
  name: string,
  entry: TelegramEntry,
  deps: ExamineDeps,
): Promise<readonly Finding[]> {
  const { token, apiRoot = null, ipv4 = false } = entry;
  const client = createClient({ token, apiRoot, ipv4 });
  const about = (what: string, { state, detail, fix }: Said): Finding => ({
    about: `${aboutChannel('telegram', name)}: ${what}`,
    state,
    detail: oneLine(deps.redact(detail)),
    fix,
  });
  try {
    return await withDeadline(deps.clock, GIVE_UP_MS, NEVER, async (signal) => {
      const ask: Ask = (does) => client.call(signal, does);
      const me = await tellsOf(async () => meSchema.parse(await ask((raw, s) => raw.getMe(s))));
      if (!me.ok) return [about('token', ofToken(me.error))];
      const { id, username, can_read_all_group_messages: readsAll = false } = me.value;
      const chat = await createHome(name, String(entry.chat), deps.memory)
        .chat()
        .catch(() => String(entry.chat));
      const [reachable, rights, webhook, poller] = await Promise.all([
        chatFinding(ask, chat),
        rightsFinding(ask, chat, id, deps.pins),
        webhookFinding(ask),
        deps.running ? null : pollerOf(`${apiRoot ?? ''} ${token}`, () => pollerFinding(ask)),
      ]);
      return [
        about('token', ok(`belongs to @${username}`)),
        about('chat', reachable),
        about('rights', rights),
        about(
          'privacy mode',
          ok(
            readsAll
              ? 'off: it sees every message of its groups'
              : 'on: it sees commands only, which is all it needs',
          ),
        ),
        about('webhook', webhook),
        ...(poller === null ? [] : [about('second poller', poller)]),
      ];
    });
  } finally {
    client.close();
  }
}

const meSchema = z.object({
  id: z.int(),
  username: z.string(),
  can_read_all_group_messages: z.boolean().optional(),
});

async function chatFinding(ask: Ask, chat: string): Promise<Said> {
  const got = await tellsOf(async () =>
    z
      .object({ title: z.string().optional(), first_name: z.string().optional() })
      .parse(await ask((raw, s) => raw.getChat({ chat_id: Number(chat) }, s))),
  );
  if (got.ok) return ok(`${chat} is there: ${got.value.title ?? got.value.first_name ?? 'no title'}`);
  const { refusal } = got.error;
  if (refusal === null || (refusal.code ?? 500) >= 500) return unknown(got.error);
  if (refusal.migrateTo !== null) {
    return problem(
      `became a supergroup: ${refusal.migrateTo}`,
      `write chat: ${refusal.migrateTo} for this channel`,
    );
  }
  return problem(
    `${chat}: ${refusal.description}`,
    'add the bot to the chat (in a private chat, press Start), or run `npx pithead init` to pair it again',
  );
}

async function rightsFinding(ask: Ask, chat: string, bot: number, pins: boolean): Promise<Said> {
  const got = await tellsOf(() =>
    ask((raw, s) => raw.getChatMember({ chat_id: Number(chat), user_id: bot }, s)),
  );
  // In a private chat everything can be pinned; its id is the user's, which is positive.
  if (got.ok) return readRights(got.value, pins && Number(chat) < 0);
  const { refusal } = got.error;
  if (refusal === null || (refusal.code ?? 500) >= 500) return unknown(got.error);
  return problem(
    `can't be told: ${refusal.description}`,
    'add the bot to the chat, in a private chat press Start',
  );
}

async function webhookFinding(ask: Ask): Promise<Said> {
  const got = await tellsOf(async () =>
    z.object({ url: z.string() }).parse(await ask((raw, s) => raw.getWebhookInfo(s))),
  );
  if (!got.ok) return unknown(got.error);
  return got.value.url === ''
    ? ok('none is set')
    : problem(
        `commands go to ${hostOf(got.value.url)}`,
        'stop the program that set it, or use another bot; starting this program removes it',
      );
}

const asking = new Map<string, Promise<Said>>();

/** Channels of one bot ask together: two that ask at the same time would push each other out. */
function pollerOf(bot: string, ask: () => Promise<Said>): Promise<Said> {
  const begun = asking.get(bot) ?? ask().finally(() => asking.delete(bot));
  asking.set(bot, begun);
  return begun;
}

/** Asks as a listener would, without confirming anything; so another listener is noticed. */
async function pollerFinding(ask: Ask): Promise<Said> {
  const got = await tellsOf(() => ask((raw, s) => raw.getUpdates({ limit: 1, timeout: LISTEN_S }, s)));
  if (got.ok) return ok('nobody else listens with this bot');
  if (got.error.refusal?.code !== 409) return unknown(got.error);
  return problem(
    'another program listens with this bot, or a webhook is set',
    'stop the other program, or use a bot of its own for this one',
  );
}

function ofToken(error: TelegramError): Said {
  return isTokenRefusal(error)
    ? problem('Telegram refuses it', 'ask @BotFather for the token (/mybots), put it into .env and restart')
    : unknown(error);
}

type Told<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: TelegramError };

async function tellsOf<T>(ask: () => Promise<T>): Promise<Told<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, error: error instanceof TelegramError ? error : notTheApi() };
  }
}

function ok(detail: string): Said {
  return { state: 'ok', detail, fix: null };
}

function problem(detail: string, fix: string): Said {
  return { state: 'problem', detail, fix };
}

function unknown(error: TelegramError): Said {
  return {
    state: 'unknown',
    detail: error.message,
    fix: 'check the network and `apiRoot`; where IPv6 is broken, set `ipv4: true`',
  };
}

/** A webhook's address may hold a secret in its path. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address';
}
