import { z } from 'zod';
import { parseDuration, SECOND_MS } from '../../core/duration.ts';
import { commonShape } from '../common-schema.ts';

const LONGEST_MS = 600_000;
const WITHIN_RULE = { error: 'must be a duration from 1s to 10m, like 60s' };

/** An entry of type `loopback`: the whole way in, from the public address to a message in a chat. */
export const loopbackSchema = z.strictObject({
  type: z.literal('loopback').describe('does a signed event come in from outside, and end in a chat?'),
  ...commonShape({ schedule: '0 * * * *', timeout: '30s' }),
  channel: z.string().describe('where the event ends, in one message that is edited each time'),
  deliverWithin: z
    .string(WITHIN_RULE)
    .refine(isWithin, WITHIN_RULE)
    .default('60s')
    .describe('how long the event may take from its acceptance to the chat, 1s to 10m'),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the authorities that are trusted instead of the world's; relative to this file"),
});

export type LoopbackEntry = z.infer<typeof loopbackSchema>;

/** Milliseconds of a `deliverWithin` that the schema took. */
export function deliverWithinMsOf({ deliverWithin }: Pick<LoopbackEntry, 'deliverWithin'>): number {
  const ms = parseDuration(deliverWithin);
  if (ms === null) throw new Error(`no duration: ${deliverWithin}`);
  return ms;
}

function isWithin(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== null && ms >= SECOND_MS && ms <= LONGEST_MS;
}
