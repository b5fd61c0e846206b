import { z } from 'zod';
import { parseDuration } from '../../core/duration.ts';
import { commonShape } from '../common-schema.ts';
import type { HostLimits } from './judge.ts';
import { parseSize } from './size.ts';

const LONGEST_DELAY_MS = 60_000;
const SIZE_RULE = { error: 'must be a size like 512MiB, 2GiB or 1TiB' };
const DELAY_RULE = { error: 'must be a duration from 1ms to 60s, like 500ms' };

/** An entry of type `host`: the machine that the program runs on. */
export const hostSchema = z.strictObject({
  type: z.literal('host').describe('is this machine well?'),
  ...commonShape({ schedule: '*/5 * * * *', timeout: '10s' }),
  path: z
    .string()
    .min(1)
    .optional()
    .describe("whose disk and file system are looked at; default: the database's. Relative to this file"),
  disk: z
    .number()
    .min(0)
    .max(99)
    .default(10)
    .describe('so many percent of the disk must be free; critical where less than 1 GiB is, too'),
  memory: z
    .number()
    .min(0)
    .max(99)
    .optional()
    .describe(
      "so many percent of the memory must be free for programs; without it only the program's own watch tells of it, below 5",
    ),
  temperature: z
    .number()
    .min(20)
    .max(120)
    .default(80)
    .describe('so many °C the processor may have; 10 more are critical'),
  databaseMax: z
    .string(SIZE_RULE)
    .refine((text) => parseSize(text) !== null, SIZE_RULE)
    .default('2GiB')
    .describe('how large the database may be with its write-ahead log: MiB, GiB, TiB'),
  eventLoop: z
    .string(DELAY_RULE)
    .refine(isDelay, DELAY_RULE)
    .optional()
    .describe(
      "how late the event loop may be, 99th percentile; without it only the program's own watch tells of it, above 500ms",
    ),
});

export type HostEntry = z.infer<typeof hostSchema>;

/** The limits of an entry that the schema took. */
export function limitsOf(entry: HostEntry): HostLimits {
  return {
    diskPercent: entry.disk,
    memoryPercent: entry.memory ?? null,
    celsius: entry.temperature,
    databaseBytes: parseSize(entry.databaseMax) ?? 0,
    loopDelayMs: entry.eventLoop === undefined ? null : parseDuration(entry.eventLoop),
    severity: entry.severity,
  };
}

function isDelay(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== null && ms >= 1 && ms <= LONGEST_DELAY_MS;
}
