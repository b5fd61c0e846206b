import { basename } from 'node:path';
import type { PairingAdapter } from '../../bots/channel-adapter.ts';
import type { ExitCode } from '../command.ts';
import { CommandFailed } from '../failure.ts';
import { chooseBot, hasToken } from './bot.ts';
import { channelNameProblem, pairChats, type PairedChats } from './chats.ts';
import { createEnvDraft, type EnvDraft } from './env-draft.ts';
import type { InitFlags } from './flags.ts';
import { FRESH } from './fresh.ts';
import { BrokenOff, type InitIo } from './io.ts';
import { addOperator, type KnownOperator } from './operator.ts';
import { untilStopped } from './running.ts';
import { addRoute } from './route.ts';
import { sayChanges, sayNext } from './say.ts';
import { channelKinds, entriesOf, readSetting, type Setting } from './setting.ts';
import { addSource, sourceFlagProblem, type AddedSource } from './source.ts';
import { tryOut } from './try-out.ts';
import { writeConfig } from './write.ts';
import { createYamlDraft, type YamlDraft } from './yaml-draft.ts';

/** What the steps share. */
interface Session {
  readonly setting: Setting;
  readonly yaml: YamlDraft;
  readonly env: EnvDraft;
  readonly flags: InitFlags;
  readonly io: InitIo;
}

/** Pairs a chat, adds a source, writes the configuration, and shows that it works. Nothing is written before all is known. */
export async function runInit(flags: InitFlags, configPath: string | null, io: InitIo): Promise<ExitCode> {
  const setting = readSetting({ path: configPath, cwd: io.cwd, env: io.env, channels: io.channels });
  const yaml = createYamlDraft(setting.text ?? FRESH);
  const env = createEnvDraft(setting.envText, io.env);
  const session = { setting, yaml, env, flags, io };
  checkFlags(session);
  let written = false;
  try {
    await untilStopped(setting.config.dataDir, io);
    const { channels } = await pairAll(session);
    const source = await addSource({ ...session, config: setting.config });
    addRoute(session, source?.name ?? null, channels);
    await agree(session);
    const loaded = writeConfig(setting, { yaml: yaml.text(), env: env.text() }, io);
    written = true;
    io.out(`Written: ${setting.file}`);
    return await finish(session, loaded, channels, source);
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    throw new CommandFailed(
      written
        ? `broken off; ${basename(setting.file)} is written and good ("npm start" starts with it)`
        : 'broken off: nothing was written',
    );
  }
}

/** What can be known to be wrong before anything is done. */
function checkFlags({ setting, env, flags, io }: Omit<Session, 'yaml'>): void {
  const onlySource = flags.sender !== null && flags.sender !== 'none' && chatsOf(setting).length > 0;
  if (io.ask === null && flags.channel === null && !onlySource) throw needed('--channel');
  if (io.ask === null && flags.channel !== null && !hasToken({ flags, setting, type: flags.channel }))
    throw needed('--token or --token-env');
  const taken = [...entriesOf(setting.raw, 'channels').keys()];
  const problem = flags.name === null ? null : channelNameProblem(flags.name, taken);
  if (problem !== null) throw new CommandFailed(`--name: ${problem}`, 2);
  const wrong = sourceFlagProblem({ config: setting.config, env, flags, io });
  if (wrong !== null) throw new CommandFailed(wrong, 2);
}

function needed(flag: string): CommandFailed {
  return new CommandFailed(
    `${flag} is needed: no terminal is here to ask ("npx pithead init --help" has all flags)`,
    2,
  );
}

async function pairAll(session: Session): Promise<PairedChats> {
  const { setting, yaml, flags, io } = session;
  const kinds = pairingKinds(io);
  const type = flags.channel ?? (await chooseType(kinds, session));
  if (type === NO_OTHER) return { channels: chatsOf(setting), users: [] };
  const pairing = kinds.get(type);
  if (pairing === undefined) throw new CommandFailed(`a chat of type ${type} can't be paired`, 2);
  const chosen = await chooseBot({ ...session, type, pairing });
  io.out(`The bot is ${chosen.bot.name}.`);
  try {
    const paired = await pairChats(chosen, { ...session, type });
    let operators: readonly KnownOperator[] = setting.config.operators;
    for (const user of paired.users) operators = await addOperator(user, operators, { flags, io, yaml });
    return paired;
  } finally {
    // Before the program starts: its own bot could not listen otherwise.
    await chosen.bot.close();
  }
}

/** Kinds of chats that can be paired, by their type. */
export function pairingKinds(io: Pick<InitIo, 'channels'>): ReadonlyMap<string, PairingAdapter> {
  const kinds = channelKinds(io.channels);
  return new Map(
    kinds.flatMap(({ type, pairing }) => (pairing === undefined ? [] : [[type, pairing] as const])),
  );
}

/** For who adds a source to the chats that are there. */
const NO_OTHER = '';

async function chooseType(
  kinds: ReadonlyMap<string, PairingAdapter>,
  { setting, io: { ask } }: Session,
): Promise<string> {
  if (ask === null) return NO_OTHER;
  const choices = [...kinds.keys()].map((value) => ({
    value,
    name: value.charAt(0).toUpperCase() + value.slice(1),
  }));
  const there = chatsOf(setting);
  const stay = { value: NO_OTHER, name: `nowhere else: ${there.join(', ')} will do` };
  return ask.choose('Where shall messages go?', [...choices, ...(there.length === 0 ? [] : [stay])]);
}

/** Channels that are chats, by their names. */
function chatsOf({ config }: Setting): readonly string[] {
  return config.channels.flatMap(({ name, adapter }) => (adapter.pairing === undefined ? [] : [name]));
}

async function agree({ setting, yaml, env, io }: Session): Promise<void> {
  for (const line of sayChanges(setting, yaml, env)) io.out(line);
  if (io.ask === null || (await io.ask.yes('Write this?'))) return;
  throw new BrokenOff();
}

async function finish(
  { setting, flags, io }: Session,
  loaded: ReturnType<typeof writeConfig>,
  channels: readonly string[],
  source: AddedSource | null,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  if (flags.test) {
    io.out('Sending a signed test event through the program …');
    const tried = await tryOut({ loaded, channels, source: source?.name ?? null }, io);
    if (tried.ok) {
      io.out(
        `Delivered to ${channels.join(', ')}: look at your chat. ("npx pithead trace ${tried.eventId}" follows it.)`,
      );
    } else {
      code = 1;
      io.out(
        `The test event did not arrive: ${tried.problem}. What was written stays; "npx pithead doctor" says more.`,
      );
    }
  }
  for (const line of sayNext(setting, source)) io.out(line);
  return code;
}
