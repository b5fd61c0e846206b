declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An accepted event's id, and the id of the request that brought it. Sorts by time of arrival. */
export type EventId = Branded<'EventId'>;
/** An incident's id; handed out with those of events, so that no two things share one. */
export type IncidentId = Branded<'IncidentId'>;
/** W3C trace id: 32 lower-case hex digits. */
export type TraceId = Branded<'TraceId'>;
/** The number of a delivery (one event to one channel); rises in the order of acceptance. */
export type DeliverySeq = number & { readonly [brand]: 'DeliverySeq' };

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** What each character of the alphabet is worth, by its code. */
const VALUES = new Uint8Array(128);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;
const ID = /^[0-7][0-9a-hjkmnp-tv-z]{12}$/;
const RANDOM_BITS = 20n;
const LARGEST = 2n ** 63n - 1n;

/**
 * Hands out ids that rise: milliseconds and 20 random bits in one 63-bit integer, written as 13 characters of
 * Crockford's base 32. An integer, so that the events table needs no index for it. `floor`: rise above this one.
 */
export function createIds(
  now: () => number,
  randomBytes: (length: number) => Uint8Array,
  floor = 0n,
): () => EventId {
  let last = floor;
  return () => {
    const [a = 0, b = 0, c = 0] = randomBytes(3);
    const fresh =
      (BigInt(Math.max(0, Math.trunc(now()))) << RANDOM_BITS) | BigInt(((a & 15) << 16) | (b << 8) | c);
    last = fresh > last ? fresh : last + 1n;
    return eventIdOf(last);
  };
}

export function isEventId(text: string): text is EventId {
  return ID.test(text) && integerOf(text) <= LARGEST;
}

/** True where `text` looks like an incident's id; whether there is one, the store knows. */
export function isIncidentId(text: string): text is IncidentId {
  return isEventId(text);
}

/** Takes a fresh id for an incident. */
export function incidentIdOf(fresh: EventId): IncidentId {
  const text: string = fresh;
  return text as IncidentId;
}

export function eventIdOf(value: bigint): EventId {
  let out = '';
  let high = Number(value >> 30n);
  let low = Number(value & 0x3fffffffn);
  for (let i = 0; i < 6; i++) {
    out = ALPHABET.charAt(low & 31) + out;
    low >>>= 5;
  }
  for (let i = 0; i < 7; i++) {
    out = ALPHABET.charAt(high % 32) + out;
    high = Math.floor(high / 32);
  }
  return out as EventId;
}

/** The integer an id stands for, as the database keeps it. */
export function integerOfId(id: EventId): bigint {
  return integerOf(id);
}

/** The integer that the database keeps an incident's id as. */
export function integerOfIncident(id: IncidentId): bigint {
  return integerOf(id);
}

/** An incident's id as the database kept it. */
export function keptIncidentId(value: bigint): IncidentId {
  return incidentIdOf(eventIdOf(value));
}

/** The least integer that an id handed out at `time` (epoch milliseconds) can stand for. */
export function leastIntegerAt(time: number): bigint {
  return BigInt(Math.max(0, Math.trunc(time))) << RANDOM_BITS;
}

/** Below it are no incidents, whose ids tell the time, but messages that stand for good (`standingId`). */
export const LEAST_INCIDENT = 2n ** 52n;

/** The id of a message that is no incident's card and is edited for ever: always the same for the same digest. */
export function standingId(digest: Uint8Array): IncidentId {
  return keptIncidentId(BigInt(`0x${digest.subarray(0, 6).toHex()}`));
}

/** When an id was handed out, epoch milliseconds. */
export function timeOfId(id: EventId): number {
  return Number(integerOfId(id) >> RANDOM_BITS);
}

/** A number that the database gave a delivery. */
export function deliverySeqOf(value: number | bigint): DeliverySeq {
  return Number(value) as DeliverySeq;
}

/** A trace id that this program wrote down itself. */
export function keptTraceId(text: string): TraceId {
  return text as TraceId;
}

/** In two halves that doubles hold: BigInts are slow. */
function integerOf(text: string): bigint {
  return (BigInt(numberOf(text.slice(0, -6))) << 30n) | BigInt(numberOf(text.slice(-6)));
}

function numberOf(digits: string): number {
  let value = 0;
  for (let i = 0; i < digits.length; i++) value = value * 32 + (VALUES[digits.charCodeAt(i)] ?? 0);
  return value;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/** The trace id of a `traceparent` header (W3C Trace Context, section 3.2), or `null` where it is not one. */
export function traceIdOf(traceparent: string | undefined): TraceId | null {
  const [, version, trace, parent, rest] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (trace === undefined || parent === undefined || /^0+$/.test(trace) || /^0+$/.test(parent)) return null;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  return trace as TraceId;
}

export function newTraceId(randomBytes: (length: number) => Uint8Array): TraceId {
  return randomBytes(16).toHex() as TraceId;
}
