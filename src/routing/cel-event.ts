import type { Event } from '../core/event.ts';
import type { Json } from '../core/json.ts';

/** A JSON value as CEL sees it: whole numbers are ints, objects are maps (nothing is inherited, whatever the keys are). */
type CelValue = null | boolean | number | bigint | string | CelValue[] | Map<string, CelValue>;

/**
 * The one variable of a condition, under CloudEvents' names. `time` is a CEL timestamp; what the sender left out
 * (`subject`, `deliveryid`) is the empty text.
 */
export class CelEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Date;
  readonly subject: string;
  readonly traceid: string;
  readonly deliveryid: string;
  readonly severity: string;
  readonly #data: Json;
  #converted: CelValue | undefined;

  constructor(event: Event) {
    this.id = event.id;
    this.source = event.source;
    this.type = event.type;
    this.time = new Date(event.time);
    this.subject = event.subject ?? '';
    this.traceid = event.traceId;
    this.deliveryid = event.deliveryId ?? '';
    this.severity = event.severity;
    this.#data = event.data;
  }

  /** The parsed body; converted when a condition first asks for it. */
  get data(): CelValue {
    this.#converted ??= toCel(this.#data);
    return this.#converted;
  }
}

/** The names a condition may use after `event.`, and their CEL types. */
export const EVENT_FIELDS = {
  id: 'string',
  source: 'string',
  type: 'string',
  time: 'google.protobuf.Timestamp',
  subject: 'string',
  data: 'dyn',
  traceid: 'string',
  deliveryid: 'string',
  severity: 'string',
} as const;

const cache = new WeakMap<Event, CelEvent>();

/** The same object for the same event, so that many routes convert a body once. */
export function celEventOf(event: Event): CelEvent {
  const known = cache.get(event);
  if (known !== undefined) return known;
  const made = new CelEvent(event);
  cache.set(event, made);
  return made;
}

/** The listener has bounded the body's depth and size, so plain recursion does. */
function toCel(value: Json): CelValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => toCel(item));
  return new Map(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}
