import { z } from 'zod';
import { parseDuration } from '../core/duration.ts';
import { Secret } from '../core/secret.ts';
import { targetOf, type Target } from './target.ts';
import { hasNoLogin } from '../core/has-no-login.ts';

const FEWEST_TARGETS = 2;
const MOST_TARGETS = 10;
const TARGET_COUNT = {
  error: `must name ${FEWEST_TARGETS} to ${MOST_TARGETS} targets: with one alone, its own failure would look like ours`,
};

/** `alerts.connection`. */
export const connectionSchema = z
  .strictObject(
    {
      targets: z
        .array(
          z.string({ error: 'must be text' }).refine((text) => targetOf(text) !== null, {
            error: 'must be HOST:PORT, like 1.1.1.1:443, or an address like https://example.org',
          }),
          { error: 'must be a list of targets, like [1.1.1.1:443, "https://example.org"]' },
        )
        .min(FEWEST_TARGETS, TARGET_COUNT)
        .max(MOST_TARGETS, TARGET_COUNT)
        .refine(areDifferent, { error: 'names a target twice: they must be independent of each other' })
        .describe(
          'HOST:PORT or an address; independent of each other, outside your own network. Our connection is down when none answers',
        ),
      every: duration('10s', '1h', '1m').default('1m').describe('how often they are tried'),
    },
    { error: ofWrongShape('must be a mapping like { targets: [1.1.1.1:443, "https://example.org"] }') },
  )
  .describe('is our own connection up? While it is down, nobody else is blamed for what fails');

/** `alerts.deadman`. */
export const deadmanSchema = z
  .strictObject(
    {
      url: z
        .url({
          protocol: /^https?$/,
          error: 'must be an http or https address; write it as ${NAME} and set that in .env',
        })
        .refine(hasNoLogin, { error: 'must have no user, password or fragment in it' })
        .describe(
          'is sent a POST each time, with `/fail` at its end when something is wrong: the database can’t be written, or no channel takes messages. Who knows it can send one: use ${NAME}',
        ),
      every: duration('1m', '24h', '5m')
        .default('5m')
        .describe('how often; let the other side wait a little longer'),
    },
    { error: ofWrongShape('must be a mapping like { url: "${DEADMAN_URL}" }') },
  )
  .describe(
    "pings a dead man's switch (healthchecks.io or one like it), which tells you when the pings stop",
  );

/** `alerts.heartbeat`. */
export const heartbeatSchema = z
  .strictObject(
    {
      channel: z
        .string({ error: 'must name a channel' })
        .min(1)
        .describe(
          'name of the channel it stands in. Pinning it takes a right: in a Telegram group the bot must be an admin who may pin messages, on Discord it needs Pin Messages (`npx pithead doctor` looks)',
        ),
      every: duration('1m', '24h', '5m').default('5m').describe('how often it is edited'),
    },
    { error: ofWrongShape('must be a mapping like { channel: ops }') },
  )
  .describe('a pinned message that says when the program was last alive');

export interface ConnectionSettings {
  readonly targets: readonly Target[];
  readonly everyMs: number;
}

export interface DeadmanSettings {
  readonly url: Secret;
  readonly everyMs: number;
}

export interface HeartbeatSettings {
  readonly channel: string;
  readonly everyMs: number;
}

/** Each of these takes what its schema gave. */
export function connectionSettings(entry: z.infer<typeof connectionSchema>): ConnectionSettings {
  return { targets: entry.targets.flatMap((text) => targetOf(text) ?? []), everyMs: msOf(entry.every) };
}

export function deadmanSettings(entry: z.infer<typeof deadmanSchema>): DeadmanSettings {
  return { url: new Secret(entry.url), everyMs: msOf(entry.every) };
}

export function heartbeatSettings(entry: z.infer<typeof heartbeatSchema>): HeartbeatSettings {
  return { channel: entry.channel, everyMs: msOf(entry.every) };
}

function duration(least: string, most: string, example: string) {
  const error = `must be a duration from ${least} to ${most}, like ${example}`;
  return z.string({ error }).refine(
    (text) => {
      const ms = parseDuration(text);
      return ms !== null && ms >= msOf(least) && ms <= msOf(most);
    },
    { error },
  );
}

function msOf(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`no duration: ${text}`);
  return ms;
}

/** What can't be read has its own error already. */
function areDifferent(texts: readonly string[]): boolean {
  const names = texts.flatMap((text) => targetOf(text)?.name ?? []);
  return new Set(names).size === names.length;
}

/** For what is no mapping at all; what is wrong inside of one has words of its own. */
function ofWrongShape(text: string): z.core.$ZodErrorMap {
  return ({ code }) => (code === 'invalid_type' ? text : undefined);
}
