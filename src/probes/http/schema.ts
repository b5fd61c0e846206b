import { z } from 'zod';
import { assertionSchema } from '../assertions/index.ts';
import { commonShape } from '../common-schema.ts';
import { hasNoLogin } from '../../core/has-no-login.ts';

const MOST_HEADERS = 50;
const MOST_ASSERTIONS = 50;
const LONGEST_BODY = 65_536;
const STATUS_RULE = { error: 'must be a status like 200, a class like 2xx, or a list of them' };

const header = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, { error: 'is no name of a header' });
const headerValue = z
  .string({ error: 'must be text' })
  .regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, { error: 'must be one line' });
const status = z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, STATUS_RULE)], STATUS_RULE);

/** An entry of type `http`: an address that must answer. */
export const httpSchema = z
  .strictObject({
    type: z.literal('http').describe('does an address answer as it should?'),
    ...commonShape({ schedule: '*/5 * * * *', timeout: '10s' }),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .refine(hasNoLogin, {
        error: 'must have no user, password or fragment in it; send a login as a header: authorization',
      })
      .describe('the address that is asked'),
    method: z.enum(['GET', 'HEAD', 'POST']).default('GET').describe('how it is asked'),
    headers: z
      .record(header, headerValue)
      .refine((headers) => Object.keys(headers).length <= MOST_HEADERS, {
        error: `must be at most ${MOST_HEADERS} headers`,
      })
      .default({})
      .describe('headers that go along, but not where a redirect leads to another host'),
    body: z.string().max(LONGEST_BODY).optional().describe('what is sent; only with POST'),
    status: z
      .union([status, z.array(status).min(1).max(20)], STATUS_RULE)
      .default('2xx')
      .describe('what it must answer: a status like 200, a class like 2xx, or a list of them'),
    ca: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the authorities that are trusted instead of the world's; relative to this file"),
    follow: z
      .boolean()
      .default(false)
      .describe(
        'follow redirects, 5 at most, but not from outside into our own network, from https to http, or with a POST to another host; without it a redirect is an answer like any other',
      ),
    assert: z
      .array(assertionSchema)
      .max(MOST_ASSERTIONS)
      .default([])
      .describe(
        'what must be true of the answer, as for canaries; `output` is the first 256 KiB of its body',
      ),
  })
  .refine(({ method, body }) => body === undefined || method === 'POST', {
    path: ['body'],
    error: 'only goes with `method: POST`',
  });

export type HttpEntry = z.infer<typeof httpSchema>;
