import { isName } from '../../config/name.ts';
import type { ChatPlace, ChatUser } from '../../core/chat.ts';
import { clip, oneLine } from '../../core/clip.ts';
import { escapeControls } from '../../core/escape.ts';
import type { ChosenBot } from './bot.ts';
import type { InitFlags } from './flags.ts';
import type { InitIo } from './io.ts';
import { freeName } from './names.ts';
import { createPairer } from './pair.ts';
import { entriesOf, type Setting } from './setting.ts';
import type { YamlDraft } from './yaml-draft.ts';

const DEFAULT_NAMES: Readonly<Record<string, string>> = { telegram: 'ops', discord: 'alerts' };
/** Keys that say how a chat is reached, not which one it is. */
const REACHED_BY: ReadonlySet<string> = new Set(['type', 'token', 'apiRoot', 'ipv4']);
const LONGEST_TITLE = 60;

/** The chats that were paired, by their channels' names, and who said the codes. */
export interface PairedChats {
  readonly channels: readonly string[];
  readonly users: readonly ChatUser[];
}

export interface ChatsContext {
  readonly type: string;
  readonly setting: Setting;
  readonly yaml: YamlDraft;
  readonly flags: InitFlags;
  readonly io: InitIo;
}

/** Pairs a chat, and on a terminal as many more as are wanted. */
export async function pairChats({ bot, entry }: ChosenBot, context: ChatsContext): Promise<PairedChats> {
  const { io, yaml, setting, type } = context;
  const pairer = createPairer(bot, io);
  const entries = new Map(entriesOf(setting.raw, 'channels'));
  if (entries.size === 0) {
    // With a channel that is configured, the console is no longer there by itself; routes may name it.
    yaml.add(['channels'], 'console', { type: 'console' });
    entries.set('console', { type: 'console' });
  }
  const channels: string[] = [];
  const users: ChatUser[] = [];
  for (;;) {
    const { place, user } = await pairer.pair();
    users.push(user);
    const added = { type, ...entry, ...bot.entryOf(place) };
    const known = entries.entries().find(([, there]) => isSameChat(there, added))?.[0];
    if (known === undefined) {
      const name = await nameOfChannel([...entries.keys()], channels.length === 0, context);
      yaml.add(['channels'], name, added, commentOf(place));
      entries.set(name, added);
      channels.push(name);
    } else {
      io.out(`That chat is the channel ${known} already.`);
      channels.push(known);
    }
    if (io.ask === null || !(await io.ask.another('Pair another chat with this bot?'))) break;
  }
  return { channels: [...new Set(channels)], users };
}

/** Why the channel can't have this name; `null`: it can. */
export function channelNameProblem(name: string, taken: readonly string[]): string | null {
  if (!isName(name)) return 'a name has lower-case letters, digits and "-"';
  return taken.includes(name) ? `there is a channel "${name}" already` : null;
}

async function nameOfChannel(
  taken: readonly string[],
  first: boolean,
  { type, flags, io }: ChatsContext,
): Promise<string> {
  if (flags.name !== null && first) return flags.name;
  const preset = freeName(DEFAULT_NAMES[type] ?? type, taken);
  if (io.ask === null) return preset;
  return io.ask.text('The channel’s name', preset, (name) => channelNameProblem(name, taken));
}

type Entry = Readonly<Record<string, unknown>>;

function isSameChat(a: Entry, b: Entry): boolean {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !REACHED_BY.has(key));
  return a['type'] === b['type'] && keys.every((key) => String(a[key]) === String(b[key]));
}

/** Which chat it is, for whoever reads the file; it stays one line of comment whatever the chat is called. */
function commentOf({ private: isPrivate, title }: ChatPlace): string {
  return isPrivate ? 'your own chat with the bot' : escapeControls(clip(oneLine(title), LONGEST_TITLE));
}
