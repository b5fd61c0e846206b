import { z } from 'zod';

const EMPTY_SECRET =
  'the secret is empty; write "${NAME}" and set NAME in the environment or in the .env file beside the configuration';

/** A key goes out in a header, which holds no spaces at its ends and no line breaks. */
export const apiKey = z
  .string()
  .min(1, { error: EMPTY_SECRET })
  .regex(/^[!-~]*$/, {
    error: 'the secret must be one word of ASCII characters, without spaces or line breaks',
  });

/** An address that paths are appended to. */
export const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .refine((text) => isBare(text), { error: 'must have no login, no query and no fragment' });

/** What entries of every API may have. */
export const SHARED_KEYS = {
  free: z
    .boolean()
    .optional()
    .describe('true: nothing that it does costs money, as with a model on a machine of your own'),
  ca: z
    .string()
    .min(1, { error: 'must be the path of a PEM file' })
    .optional()
    .describe(
      "a PEM file with the certificates that sign this host's, relative to this file; they are trusted here instead of the public ones",
    ),
};

/** What is wrong with a `ca` where nothing is encrypted. */
export const CA_NEEDS_HTTPS = {
  path: ['ca'],
  error: 'is for https only: write `baseUrl` with https, or leave `ca` out',
};

/** False: there is a `ca`, and no TLS that it could be for. */
export function caFits(entry: {
  readonly ca?: string | undefined;
  readonly baseUrl?: string | undefined;
}): boolean {
  return entry.ca === undefined || entry.baseUrl === undefined || !/^http:/i.test(entry.baseUrl);
}

function isBare(text: string): boolean {
  // What is no address at all has been told already.
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === '' && !/[?#]/.test(text);
}
