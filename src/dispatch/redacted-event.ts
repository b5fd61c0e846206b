import type { Event } from '../core/event.ts';
import { isArray, type Json } from '../core/json.ts';

/** An event with no secret in what strangers wrote, names of fields included. */
export function redactedEvent(event: Event, redact: (text: string) => string): Event {
  const { type, subject, data } = event;
  return {
    ...event,
    type: redact(type),
    subject: subject === null ? null : redact(subject),
    data: redactedJson(data, redact),
  };
}

function redactedJson(value: Json, redact: (text: string) => string): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map((entry) => redactedJson(entry, redact));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [redact(name), redactedJson(entry, redact)]),
  );
}
