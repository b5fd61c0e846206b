import { z } from 'zod';

// What is read of Discord's objects (https://docs.discord.com/developers/resources); the rest is not looked at.
const id = z.string().regex(/^\d{1,20}$/);
const bits = z.string().regex(/^\d{1,30}$/);

export const messageSchema = z.object({ id });

export const userSchema = z.object({
  id,
  username: z.string(),
  discriminator: z.string().nullish(),
});

export const applicationSchema = z.object({ id });

export const channelSchema = z.object({
  id,
  type: z.int(),
  name: z.string().nullish(),
  guild_id: id.nullish().transform((guild) => guild ?? null),
  parent_id: id.nullish(),
  permission_overwrites: z
    .array(z.object({ id, type: z.union([z.literal(0), z.literal(1)]), allow: bits, deny: bits }))
    .optional(),
});

export const guildSchema = z.object({
  id,
  owner_id: id,
  roles: z.array(z.object({ id, permissions: bits })),
});

export const memberSchema = z.object({ roles: z.array(id) });

/** What READY says of ourselves. */
export const readySchema = z.object({
  application: z.object({ id }),
  guilds: z.array(z.object({ id })),
});

/** A guild as GUILD_CREATE says it; threads that are archived are not among them. */
export const guildCreateSchema = z.object({
  id,
  channels: z.array(z.object({ id })).default([]),
  threads: z.array(z.object({ id })).default([]),
});

/** A guild as GUILD_DELETE says it; unavailable: it is only down, and the bot is still in it. */
export const guildDeleteSchema = z.object({ id, unavailable: z.boolean().default(false) });
