import { z } from 'zod';

/** A Discord id as it stands in the configuration: a text, because a number of that length loses digits. */
export const discordId = z.string({ error: (issue) => sayDiscordId(issue.input) }).regex(/^\d{15,20}$/, {
  error: 'must be a Discord id: 15 to 20 digits, in quotes',
});

function sayDiscordId(input: unknown): string | undefined {
  return typeof input === 'number'
    ? 'a Discord id must stand in quotes, like "112233445566778899": as a YAML number it has lost digits'
    : undefined;
}
