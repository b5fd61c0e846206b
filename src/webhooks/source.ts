import type { BlockList } from 'node:net';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseDuration, SECOND_MS } from '../core/duration.ts';
import { Secret } from '../core/secret.ts';
import { isRange, rangesOf } from './ranges.ts';
import type { BoundScheme, Scheme } from './scheme.ts';
import { SCHEMES } from './schemes/index.ts';

/** How long a signed id is remembered (contract, section 4). */
export const SIGNED_ID_KEEP_MS = 7 * DAY_MS;
const TOKEN_ID_KEEP_MS = 24 * HOUR_MS;
const PER_MS = { s: SECOND_MS, min: MINUTE_MS, h: HOUR_MS } as const;
const LIMIT = /^([1-9]\d{0,5})\/(s|min|h)$/;
const LONGEST_DEDUP_MS = 366 * DAY_MS;

/** One source, ready to verify with. Made by `parseSource` only. */
export interface Source {
  readonly scheme: string;
  readonly bound: BoundScheme;
  readonly secrets: readonly Secret[];
  /** Who may send; `null`: everybody. */
  readonly allow: BlockList | null;
  readonly limit: { readonly count: number; readonly perMs: number } | null;
  /** How long a repeat counts where neither id nor time is signed; `null`: it never does. */
  readonly dedupMs: number | null;
  /** How long a trusted id is remembered; `null`: not at all (a token scheme with `dedup: off`). */
  readonly idKeepMs: number | null;
  /** The address of the source's own that the sender signs; overrides `server.publicUrl`. */
  readonly url: string | null;
  /** Something must come at least so often; `null`: it may be silent. */
  readonly expectMs: number | null;
}

const secret = z
  .string({ error: 'a secret must be text' })
  .refine((text) => text.trim() !== '', { error: 'an empty secret: it would let everybody in' });

const COMMON = {
  secrets: z
    .array(secret, {
      error: ({ input }) =>
        input === undefined ? 'the secret is missing' : 'must be a list, one secret or more',
    })
    .min(1, { error: 'the secret is missing: the list is empty' })
    .describe('any of them verifies; to rotate: add the new one, wait, remove the old one'),
  allow: z
    .array(
      z.string().refine(isRange, {
        error: 'not an address or range such as 10.0.0.0/8 or 2001:db8::/32',
      }),
    )
    .min(1, { error: 'names nobody: leave `allow` out or add an address' })
    .optional()
    .describe('addresses and networks that may send; default: everybody'),
  limit: z
    .string()
    .regex(LIMIT, { error: 'not a limit such as 60/min (N/s, N/min or N/h)' })
    .optional()
    .describe('like `60/min`: so many at once, refilled evenly, for each client address; default: none'),
  dedup: z
    .string()
    .refine((text) => text === 'off' || isDedup(text), {
      error: '`off` or a duration such as 24h, at most 366d',
    })
    .optional()
    .describe(
      'how long a repeat is a duplicate where neither id nor time is signed; default: github 7d, bearer off, others 24h',
    ),
  expect: z
    .string()
    .refine(isExpectation, { error: 'a duration such as 24h, 1m to 366d' })
    .optional()
    .describe('something comes at least so often, like 24h: if not, you are told; default: it may be silent'),
  url: z
    .string()
    .refine(isAddress, { error: 'not an absolute address such as https://hooks.example.org/hooks/shop' })
    .optional()
    .describe(
      'the full address this sender posts to, where it signs that; default: `server.publicUrl` and the path',
    ),
};

const schemeNames = SCHEMES.map(({ name }) => name).join(', ');
const [firstEntry, ...otherEntries] = [entryOf(SCHEMES[0]), ...SCHEMES.slice(1).map(entryOf)] as const;

/** The schema of one entry of `sources`: the common keys and the scheme's own, nothing else. */
export const sourceSchema = z.discriminatedUnion('scheme', [firstEntry, ...otherEntries], {
  error: ({ code }) => (code === 'invalid_union' ? `must be one of ${schemeNames}` : undefined),
});

/**
 * Makes a source of one entry of `sources`. `publicUrl`: `server.publicUrl`, for senders that sign their address
 * (`null`: there is none; not given: a request's own absolute address counts). Throws an Error that names every problem.
 */
export function parseSource(
  entry: unknown,
  options: { publicUrl?: string | null; name?: string } = {},
): Source {
  const where = options.name === undefined ? 'source' : `source ${options.name}`;
  const parsed = sourceSchema.safeParse(entry);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      [...path.map(String), message].join(': '),
    );
    throw new Error(`${where}: ${problems.join('; ')}`);
  }
  const { data } = parsed;
  const scheme: Scheme | undefined = SCHEMES.find(({ name }) => name === data.scheme);
  if (scheme === undefined) throw new Error(`${where}: scheme: must be one of ${schemeNames}`);
  const secrets = data.secrets.map((text) => new Secret(text));
  const url = data.url ?? null;
  const publicUrl = options.publicUrl?.replace(/\/+$/, '') ?? options.publicUrl;
  return {
    scheme: scheme.name,
    bound: bind(where, scheme, data, { secrets, url, publicUrl }),
    secrets,
    allow: data.allow === undefined ? null : rangesOf(data.allow),
    limit: limitOf(data.limit),
    url,
    expectMs: parseDuration(data.expect ?? ''),
    ...keepTimes(scheme, data.dedup),
  };
}

function bind(where: string, scheme: Scheme, ...args: Parameters<Scheme['create']>): BoundScheme {
  try {
    return scheme.create(...args);
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function entryOf(scheme: Scheme) {
  return z.strictObject({
    ...scheme.shape,
    ...COMMON,
    scheme: z.literal(scheme.name).describe('how this sender signs'),
  });
}

function keepTimes(scheme: Scheme, dedup: string | undefined): Pick<Source, 'dedupMs' | 'idKeepMs'> {
  const signs = scheme.dedupMs !== null;
  if (dedup === undefined)
    return { dedupMs: scheme.dedupMs, idKeepMs: signs ? SIGNED_ID_KEEP_MS : TOKEN_ID_KEEP_MS };
  const dedupMs = parseDuration(dedup);
  return { dedupMs, idKeepMs: signs ? SIGNED_ID_KEEP_MS : dedupMs };
}

function limitOf(text: string | undefined): Source['limit'] {
  const [, count, unit] = LIMIT.exec(text ?? '') ?? [];
  if (count === undefined || (unit !== 's' && unit !== 'min' && unit !== 'h')) return null;
  return { count: Number(count), perMs: PER_MS[unit] };
}

function isDedup(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== null && ms >= SECOND_MS && ms <= LONGEST_DEDUP_MS;
}

function isExpectation(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== null && ms >= MINUTE_MS && ms <= LONGEST_DEDUP_MS;
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[!-~]+$/i.test(text) && URL.canParse(text) && !text.includes('#');
}
