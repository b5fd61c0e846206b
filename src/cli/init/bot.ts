import { z } from 'zod';
import type { BotAccess, PairingAdapter, PairingBot } from '../../bots/channel-adapter.ts';
import { FarEndError } from '../../core/far-end.ts';
import { CommandFailed, reasonOf } from '../failure.ts';
import type { EnvDraft } from './env-draft.ts';
import type { InitFlags } from './flags.ts';
import { unlessAborted, type InitIo } from './io.ts';
import { entriesOf, type Setting } from './setting.ts';

/** A bot that works, and how an entry of `channels` names it. */
export interface ChosenBot {
  readonly bot: PairingBot;
  /** The token as it stands in the file: a reference, never the token. */
  readonly entry: { readonly token: string; readonly apiRoot?: string };
}

interface Candidate extends BotAccess {
  /** Gives the reference to the token; called once the token has proved good. */
  readonly keep: () => string;
}

/** What the choice of a bot needs. */
export interface BotContext {
  readonly type: string;
  readonly pairing: PairingAdapter;
  readonly setting: Setting;
  readonly env: EnvDraft;
  readonly flags: InitFlags;
  readonly io: InitIo;
}

const botEntrySchema = z.object({ token: z.string(), apiRoot: z.string().optional() });

/** Finds a token that the platform takes: by flag, one that is configured, or by asking until one does. */
export async function chooseBot(context: BotContext): Promise<ChosenBot> {
  const { io, pairing } = context;
  let candidate = (await tokenByFlag(context)) ?? (await configuredToken(context)) ?? null;
  for (;;) {
    candidate ??= await askToken(context);
    const { token, apiRoot, keep } = candidate;
    const tried = await tryToken(pairing, { token, apiRoot }, io);
    if (tried.ok) {
      const reference = keep();
      return { bot: tried.bot, entry: { token: reference, ...(apiRoot === null ? {} : { apiRoot }) } };
    }
    if (io.ask === null) throw new CommandFailed(`the bot can't be used: ${tried.problem}`);
    io.out(`That does not work: ${tried.problem}`);
    candidate = null;
  }
}

/** True where no question is needed to have a token. */
export function hasToken({ flags, setting, type }: Pick<BotContext, 'flags' | 'setting' | 'type'>): boolean {
  return flags.token !== null || flags.tokenEnv !== null || configuredBots(setting, type).length === 1;
}

type Tried =
  | { readonly ok: true; readonly bot: PairingBot }
  | { readonly ok: false; readonly problem: string };

async function tryToken(pairing: PairingAdapter, access: BotAccess, io: InitIo): Promise<Tried> {
  const connecting = pairing.connect(access, { clock: io.clock });
  try {
    return { ok: true, bot: await unlessAborted(io.signal, connecting) };
  } catch (error) {
    if (io.signal.aborted) {
      // It may still come; nobody would let go of it.
      void connecting.then((bot) => bot.close()).catch(() => {});
      throw error;
    }
    if (!(error instanceof FarEndError)) throw error;
    const problem = reasonOf(error).replaceAll(access.token, '[redacted]');
    const { reason } = error.verdict;
    if (reason !== 'network' && reason !== 'unreachable') return { ok: false, problem };
    const where = access.apiRoot === null ? '' : ' and the address of its API';
    return { ok: false, problem: `${problem}; look at this machine’s network${where}, then try again` };
  }
}

async function tokenByFlag({ flags, env, io, type }: BotContext): Promise<Candidate | null> {
  const { apiRoot, tokenEnv } = flags;
  if (tokenEnv !== null) {
    const token = env.valueOf(tokenEnv)?.trim() ?? '';
    if (token === '')
      throw new CommandFailed(`--token-env: ${tokenEnv} is not set, neither here nor in .env`, 2);
    return { token, apiRoot, keep: () => `\${${tokenEnv}}` };
  }
  if (flags.token === null) return null;
  const token = (flags.token === '-' ? await io.readStdin() : flags.token).trim();
  const problem = problemOf(token);
  if (problem !== null) throw new CommandFailed(`--token: ${problem}`, 2);
  return { token, apiRoot, keep: () => kept(env, type, token) };
}

/** The bot of a channel that is there already serves more chats. */
async function configuredToken({ setting, type, flags, io }: BotContext): Promise<Candidate | null> {
  const bots = configuredBots(setting, type);
  const [only] = bots;
  if (only === undefined) return null;
  const another = '';
  const name =
    io.ask === null
      ? only.name
      : await io.ask.choose('Which bot?', [
          ...bots.map((bot) => ({ value: bot.name, name: `the bot of the channel ${bot.name}` })),
          { value: another, name: 'another one' },
        ]);
  const chosen = bots.find((bot) => bot.name === name);
  if (chosen === undefined) return null;
  return {
    token: chosen.token,
    apiRoot: flags.apiRoot ?? chosen.apiRoot,
    keep: () => chosen.reference,
  };
}

/** One channel for each token. */
function configuredBots({ config, raw }: Setting, type: string) {
  const written = entriesOf(raw, 'channels');
  const bots = config.channels.flatMap(({ name, adapter, entry }) => {
    const here = botEntrySchema.safeParse(entry);
    const there = botEntrySchema.safeParse(written.get(name));
    if (adapter.type !== type || !here.success || !there.success) return [];
    const { token, apiRoot = null } = here.data;
    return [{ name, token, apiRoot, reference: there.data.token }];
  });
  return bots.filter(({ token }, i) => bots.findIndex((bot) => bot.token === token) === i);
}

async function askToken({ pairing, env, io, flags, type }: BotContext): Promise<Candidate> {
  if (io.ask === null)
    throw new CommandFailed('--token or --token-env is needed: no terminal is here to ask', 2);
  io.out(pairing.howToGetToken);
  const token = (await io.ask.secret('The bot’s token', (text) => problemOf(text.trim()))).trim();
  return { token, apiRoot: flags.apiRoot, keep: () => kept(env, type, token) };
}

function kept(env: EnvDraft, type: string, token: string): string {
  return `\${${env.keep(`${type.toUpperCase().replaceAll('-', '_')}_TOKEN`, token)}}`;
}

function problemOf(token: string): string | null {
  return /^[!-~]{1,512}$/.test(token) ? null : 'a token is one word of letters, digits and signs';
}
