import { z } from 'zod';
import { commonShape } from '../common-schema.ts';
import { targetOf } from './target.ts';

const MOST_HOSTS = 20;
const HOST_RULE = 'must be HOST or HOST:PORT, like example.org or mail.example.org:993';

const host = z.string({ error: HOST_RULE }).refine((text) => targetOf(text) !== null, { error: HOST_RULE });

/** An entry of type `certificate`: hosts whose TLS certificates must be valid, and not end soon. */
export const certificateSchema = z.strictObject({
  type: z.literal('certificate').describe('are certificates valid, and for how long?'),
  ...commonShape({ schedule: '0 9 * * *', timeout: '10s' }),
  host: host
    .optional()
    .describe('HOST or HOST:PORT, port 443 by default; default: that of `server.publicUrl`'),
  hosts: z
    .array(host, { error: 'must be a list of hosts, like [example.org, "mail.example.org:993"]' })
    .min(1, { error: 'must name at least one host' })
    .max(MOST_HOSTS, { error: `must name at most ${MOST_HOSTS} hosts; write a second entry for more` })
    .optional()
    .describe('the same for several'),
  days: z
    .int()
    .min(1)
    .max(365)
    .default(14)
    .describe('it fails where fewer days are left; below 3 days that is critical'),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the authorities that are trusted instead of the world's; relative to this file"),
});

export type CertificateEntry = z.infer<typeof certificateSchema>;
