import { z } from 'zod';
import { HOUR_MS } from '../../core/duration.ts';
import { ENCODINGS } from '../encoding.ts';
import type { BoundScheme, Scheme } from '../scheme.ts';
import { TIME_UNITS } from '../timestamp.ts';
import { checkHmac } from './hmac-check.ts';
import { fieldPath, headerName, placeSchema, textAtPlace, textInBody } from './hmac-fields.ts';
import { names, parseTemplate } from './hmac-payload.ts';
import { type HmacSpec, keysOf } from './hmac-spec.ts';
import { signHmac } from './hmac-sign.ts';

const unit = z.enum(TIME_UNITS).default('s');
const entrySchema = z
  .strictObject({
    header: z
      .union([headerName, z.array(headerName).min(1).max(8)], {
        error: 'must be a header name or a list of them',
      })
      .describe('the header with the signature, or a list of headers any of which may carry one'),
    algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256').describe('the hash of the HMAC'),
    encoding: z.enum(ENCODINGS).default('hex').describe('how the signature is written'),
    prefix: z.string().default('').describe('stands before the signature, like `sha256=`'),
    parts: z
      .strictObject({
        separator: z.string().min(1).default(',').describe('between the parts'),
        assign: z.string().min(1).default('=').describe('between a part’s name and its value'),
        signature: z.string().min(1).describe('name of the parts that are signatures'),
        timestamp: z.string().min(1).optional().describe('name of the part that is the time'),
      })
      .optional()
      .describe('where the header is a list like `t=…,v1=…,v1=…`'),
    key: z.enum(['utf8', 'hex', 'base64']).default('utf8').describe('how a secret becomes bytes'),
    keyPrefix: z.string().default('').describe('taken off the secret first'),
    payload: z
      .string()
      .default('{body}')
      .describe('what is signed, of {body} {timestamp} {id} {url} {method} {path}'),
    timestamp: z
      .union(
        [
          z.strictObject({ header: headerName, unit }),
          z.strictObject({ part: z.literal(true), unit }),
          z.strictObject({ field: fieldPath, unit }),
        ],
        {
          error:
            'must be { header: NAME }, { part: true } or { field: /json/pointer }, with unit s, ms or rfc3339',
        },
      )
      .optional()
      .describe(
        'where the signed time is: `{ header }`, `{ part: true }` or `{ field: /json/pointer }`, each with `unit: s`, `ms` or `rfc3339`',
      ),
    tolerance: z.int().min(1).max(86_400).optional().describe('seconds, to both sides; default 300'),
    id: placeSchema.optional().describe('the sender’s delivery id: `{ header }` or `{ field }`'),
    type: placeSchema.optional().describe('the event’s type: `{ header }` or `{ field }`'),
  })
  .superRefine((entry, context) => {
    for (const [key, message] of problemsOf(entry))
      context.addIssue({ code: 'custom', path: [key], message });
  });

type Entry = z.infer<typeof entrySchema>;

/** Any sender of the HMAC family, in configuration alone (contract, section 3). */
export const hmac = {
  name: 'hmac',
  shape: { hmac: entrySchema },
  dedupMs: 24 * HOUR_MS,
  create({ hmac: entry }, context): BoundScheme {
    const spec = specOf(entry);
    if (names(spec.payload, 'url') && context.url === null && context.publicUrl === null) {
      throw new Error('hmac: payload: names {url}: set `url` in this source or `server.publicUrl`');
    }
    const keys = keysOf(context.secrets, entry);
    return {
      check: (request, now) => checkHmac(spec, keys, context, request, now),
      sign(input) {
        const { type } = entry;
        const headers = signHmac(spec, keys, context, input);
        if (type === undefined || !('header' in type) || input.type === null) return headers;
        return [...headers, [type.header, input.type]];
      },
      describe: (request, data) => ({ type: textAtPlace(entry.type, request, data), subject: null }),
      idInBody: (data) => textInBody(entry.id, data),
    };
  },
} as const satisfies Scheme<'hmac', { hmac: typeof entrySchema }>;

function specOf(entry: Entry): HmacSpec {
  return {
    headers: typeof entry.header === 'string' ? [entry.header] : entry.header,
    algorithm: entry.algorithm,
    encoding: entry.encoding,
    upperHex: true,
    prefix: entry.prefix,
    parts: entry.parts ?? null,
    payload: parseTemplate(entry.payload).segments,
    timestamp: timestampOf(entry) ?? null,
    toleranceMs: (entry.tolerance ?? 300) * 1000,
    id: entry.id ?? null,
  };
}

/** A time named in `parts` is checked also where `timestamp` is not written out. */
function timestampOf(entry: Entry): Entry['timestamp'] {
  return entry.timestamp ?? (entry.parts?.timestamp === undefined ? undefined : { part: true, unit: 's' });
}

function* problemsOf(entry: Entry): Generator<readonly [keyof Entry, string]> {
  const { segments, unknown } = parseTemplate(entry.payload);
  const timestamp = timestampOf(entry);
  for (const name of unknown) {
    yield ['payload', `{${name}} is none of {body} {timestamp} {id} {url} {method} {path}`];
  }
  if (!names(segments, 'body')) {
    yield ['payload', 'has no {body}: the signature would not cover what is delivered'];
  }
  const timeBefore = timestamp !== undefined && !('field' in timestamp);
  if (names(segments, 'timestamp') && !timeBefore) {
    yield ['payload', 'names {timestamp}: set `timestamp` to the header or part that it stands in'];
  }
  if (timeBefore && !names(segments, 'timestamp')) {
    yield ['timestamp', 'is not signed: the payload has no {timestamp}, so anybody could change it'];
  }
  if (timestamp !== undefined && 'part' in timestamp && entry.parts?.timestamp === undefined) {
    yield ['timestamp', 'is a part: name its key in `parts.timestamp`'];
  }
  if (names(segments, 'id') && (entry.id === undefined || 'field' in entry.id)) {
    yield ['payload', 'names {id}: set `id` to the header that it stands in'];
  }
  if (entry.tolerance !== undefined && timestamp === undefined) {
    yield ['tolerance', 'means nothing without a `timestamp`'];
  }
}
