// https://docs.discord.com/developers/topics/permissions
const ADMINISTRATOR = 1n << 3n;
const VIEW_CHANNEL = 1n << 10n;
const SEND_MESSAGES = 1n << 11n;
const MANAGE_MESSAGES = 1n << 13n;
const EMBED_LINKS = 1n << 14n;
const READ_MESSAGE_HISTORY = 1n << 16n;
const SEND_MESSAGES_IN_THREADS = 1n << 38n;
const PIN_MESSAGES = 1n << 51n;
const EVERYTHING = ~0n;

const TO_WRITE = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | READ_MESSAGE_HISTORY;

/** What the bot is invited with: enough to show messages, to reply to its own, and to pin one where it has to. */
export function neededPermissions(pins: boolean): bigint {
  return pins ? TO_WRITE | PIN_MESSAGES : TO_WRITE;
}

export interface Overwrite {
  readonly id: string;
  /** 0: a role's, 1: a member's. */
  readonly type: 0 | 1;
  readonly allow: string;
  readonly deny: string;
}

export interface RightsOf {
  readonly bot: string;
  /** The bot's roles, without that of everyone. */
  readonly memberRoles: readonly string[];
  readonly guild: {
    readonly id: string;
    readonly owner_id: string;
    readonly roles: readonly { readonly id: string; readonly permissions: string }[];
  };
  readonly overwrites: readonly Overwrite[];
  readonly isThread: boolean;
  /** A message of ours is to be pinned there. */
  readonly pins: boolean;
}

/** What the bot may do in a channel, as bits: its roles', changed by the channel's overwrites for everyone, roles, itself. */
function permissionsOf({ bot, memberRoles, guild, overwrites }: RightsOf): bigint {
  if (guild.owner_id === bot) return EVERYTHING;
  const roles = new Set([guild.id, ...memberRoles]);
  let bits = 0n;
  for (const { id, permissions } of guild.roles) if (roles.has(id)) bits |= BigInt(permissions);
  if ((bits & ADMINISTRATOR) !== 0n) return EVERYTHING;
  const layers = [
    overwrites.filter(({ id, type }) => type === 0 && id === guild.id),
    overwrites.filter(({ id, type }) => type === 0 && id !== guild.id && roles.has(id)),
    overwrites.filter(({ id, type }) => type === 1 && id === bot),
  ];
  for (const layer of layers) {
    for (const { deny } of layer) bits &= ~BigInt(deny);
    for (const { allow } of layer) bits |= BigInt(allow);
  }
  return bits;
}

/** The names, as Discord shows them, of the permissions the bot lacks in a channel. */
export function missingRights(of: RightsOf): readonly string[] {
  const bits = permissionsOf(of);
  const send = of.isThread
    ? ([SEND_MESSAGES_IN_THREADS, 'Send Messages in Threads'] as const)
    : ([SEND_MESSAGES, 'Send Messages'] as const);
  const needed = [
    [VIEW_CHANNEL, 'View Channel'],
    send,
    [EMBED_LINKS, 'Embed Links'],
    [READ_MESSAGE_HISTORY, 'Read Message History'],
    // Before it had a right of its own, pinning was part of managing messages.
    ...(of.pins ? ([[PIN_MESSAGES | MANAGE_MESSAGES, 'Pin Messages']] as const) : []),
  ] as const;
  return needed.filter(([bit]) => (bits & bit) === 0n).map(([, name]) => name);
}
