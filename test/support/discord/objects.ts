/** Objects as Discord's documentation has them: whole enough for discord.js. */
export const BOT_ID = '100000000000000001';
export const APPLICATION_ID = '100000000000000001';
export const GUILD_ID = '200000000000000001';
export const CHANNEL_ID = '300000000000000001';

export interface FakeGuild {
  readonly id: string;
  owner: string;
  /** The bits that everyone has there. */
  permissions: bigint;
  /** Roles of the bot with their bits. */
  roles: { readonly id: string; readonly permissions: bigint }[];
  readonly channels: FakeChannel[];
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly guild: string | null;
  readonly type: number;
  readonly parent: string | null;
  overwrites: { readonly id: string; readonly type: 0 | 1; readonly allow: string; readonly deny: string }[];
}

/** View, send, embed, read the history. */
const ENOUGH = 84_992n;
export const PIN_MESSAGES = 1n << 51n;

export function newGuild(id: string, channel: string): FakeGuild {
  const channels = [{ id: channel, name: 'alerts', guild: id, type: 0, parent: null, overwrites: [] }];
  return { id, owner: '400000000000000009', permissions: ENOUGH, roles: [], channels };
}

export function userObject(id: string, username: string, bot = false) {
  return {
    id,
    username,
    discriminator: '0',
    global_name: null,
    avatar: null,
    bot,
    flags: 0,
    public_flags: 0,
  };
}

export function channelObject({ id, name, guild, type, parent, overwrites }: FakeChannel) {
  return {
    id,
    name,
    type,
    ...(guild === null ? {} : { guild_id: guild }),
    parent_id: parent,
    position: 0,
    permission_overwrites: overwrites,
    nsfw: false,
    topic: null,
    last_message_id: null,
    rate_limit_per_user: 0,
    flags: 0,
  };
}

function roleObjects({ id, permissions, roles }: FakeGuild) {
  return [{ id, permissions, name: '@everyone' }, ...roles.map((role) => ({ ...role, name: role.id }))].map(
    (role, position) => ({
      id: role.id,
      name: role.name,
      permissions: String(role.permissions),
      color: 0,
      colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
      hoist: false,
      icon: null,
      unicode_emoji: null,
      position,
      managed: false,
      mentionable: false,
      flags: 0,
    }),
  );
}

export function memberObject(guild: FakeGuild) {
  return {
    user: userObject(BOT_ID, 'pithead', true),
    roles: guild.roles.map(({ id }) => id),
    nick: null,
    avatar: null,
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
  };
}

export function guildObject(guild: FakeGuild) {
  return {
    id: guild.id,
    name: 'the server',
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.owner,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: roleObjects(guild),
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    public_updates_channel_id: null,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [memberObject(guild)],
    channels: guild.channels.map(channelObject),
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export interface Said {
  readonly command: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly guild?: string | null;
  readonly channel?: FakeChannel;
}

/** Somebody presses a button. */
export interface Pressed extends Pick<Said, 'user' | 'guild' | 'channel'> {
  readonly customId: string;
  /** Of the message with the button. */
  readonly message: string;
}

/** A slash command as the gateway brings it. */
export function interactionObject(said: Said, id: string, token: string) {
  const { command, options = {} } = said;
  return {
    ...interactionBy(said, id, token),
    type: 2,
    data: {
      id: '600000000000000001',
      name: command,
      type: 1,
      options: Object.entries(options).map(([name, value]) => ({ name, type: 3, value })),
    },
  };
}

/** A press as the gateway brings it. */
export function pressObject(pressed: Pressed, id: string, token: string) {
  const by = interactionBy(pressed, id, token);
  return {
    ...by,
    type: 3,
    data: { component_type: 2, custom_id: pressed.customId, id: 1 },
    message: {
      id: pressed.message,
      channel_id: by.channel_id,
      type: 0,
      author: userObject(BOT_ID, 'pithead', true),
      content: '',
      embeds: [],
      components: [],
      attachments: [],
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
      pinned: false,
      tts: false,
      flags: 0,
      timestamp: '2026-11-22T03:00:00.000000+00:00',
      edited_timestamp: null,
    },
  };
}

function interactionBy(said: Pick<Said, 'user' | 'guild' | 'channel'>, id: string, token: string) {
  const { user = '500000000000000001', guild = GUILD_ID } = said;
  const channel = said.channel ?? {
    id: CHANNEL_ID,
    name: 'alerts',
    guild,
    type: 0,
    parent: null,
    overwrites: [],
  };
  const who = userObject(user, 'ada');
  return {
    id,
    token,
    version: 1,
    application_id: APPLICATION_ID,
    ...(guild === null
      ? { user: who }
      : { guild_id: guild, member: { user: who, roles: [], permissions: '0', joined_at: null, flags: 0 } }),
    channel: channelObject(channel),
    channel_id: channel.id,
    app_permissions: String(ENOUGH),
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: { 0: guild ?? '0' },
    context: guild === null ? 1 : 0,
    attachment_size_limit: 10_485_760,
  };
}
