declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An accepted event's id, and the id of the request that brought it. Sorts by time of arrival. */
export type EventId = Branded<'EventId'>;
/** W3C trace id: 32 lower-case hex digits. */
export type TraceId = Branded<'TraceId'>;
/** The number of a delivery (one event to one channel); rises in the order of acceptance. */
export type DeliverySeq = number & { readonly [brand]: 'DeliverySeq' };

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** Hands out ids of 26 characters that sort by time: 10 of milliseconds, 16 of randomness (Crockford base 32). */
export function createIds(now: () => number, randomBytes: (length: number) => Uint8Array): () => EventId {
  let last = 0;
  let counter = 0;
  return () => {
    const time = Math.max(last, Math.trunc(now()));
    counter = time === last ? counter + 1 : 0;
    last = time;
    const random = randomBytes(11);
    let id = base32(time, 10) + base32(counter % 2 ** 25, 5);
    for (const byte of random) id += ALPHABET.charAt(byte & 31);
    return id as EventId;
  };
}

export function isEventId(text: string): text is EventId {
  return ID.test(text);
}

function base32(value: number, digits: number): string {
  let out = '';
  let rest = value;
  for (let i = 0; i < digits; i++) {
    out = ALPHABET.charAt(rest % 32) + out;
    rest = Math.floor(rest / 32);
  }
  return out;
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** The trace id of a `traceparent` header (W3C Trace Context, section 3.2), or `null` where it is not one. */
export function traceIdOf(traceparent: string | undefined): TraceId | null {
  const match = TRACEPARENT.exec(traceparent ?? '');
  const [, trace, parent] = match ?? [];
  if (trace === undefined || parent === undefined || /^0+$/.test(trace) || /^0+$/.test(parent)) return null;
  if (traceparent?.startsWith('ff') === true) return null;
  return trace as TraceId;
}

export function newTraceId(randomBytes: (length: number) => Uint8Array): TraceId {
  return randomBytes(16).reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '') as TraceId;
}
