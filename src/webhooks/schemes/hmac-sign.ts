import { createHmac, type KeyObject } from 'node:crypto';
import type { SchemeContext, SignInput } from '../scheme.ts';
import { writeTime } from '../timestamp.ts';
import { addressOf, pathOf } from './hmac-check.ts';
import { payloadOf } from './hmac-payload.ts';
import type { HmacSpec } from './hmac-spec.ts';

type Header = readonly [string, string];

/** The headers a sender of the HMAC family sends with this body, signed by the first key. A time or id in the body is the body's. */
export function signHmac(
  spec: HmacSpec,
  [key]: readonly KeyObject[],
  context: Pick<SchemeContext, 'url' | 'publicUrl'>,
  input: SignInput,
): readonly Header[] {
  if (key === undefined) throw new Error('there is no secret to sign with');
  const { timestamp, id, parts } = spec;
  const time = timestamp === null || 'field' in timestamp ? '' : writeTime(input.now, timestamp.unit);
  const signed = payloadOf(spec.payload, {
    body: input.body,
    timestamp: time,
    id: input.id,
    url: addressOf(input.url, context),
    method: 'POST',
    path: pathOf(input.url),
  });
  const signature = spec.prefix + createHmac(spec.algorithm, key).update(signed).digest(spec.encoding);
  const list: string[] = [];
  if (parts?.timestamp !== undefined && timestamp !== null && 'part' in timestamp) {
    list.push(parts.timestamp + parts.assign + time);
  }
  if (parts !== null) list.push(parts.signature + parts.assign + signature);
  const headers: Header[] = spec.headers
    .slice(0, 1)
    .map((name) => [name, parts === null ? signature : list.join(parts.separator)]);
  if (timestamp !== null && 'header' in timestamp) headers.push([timestamp.header, time]);
  if (id !== null && 'header' in id) headers.push([id.header, input.id]);
  return headers;
}
