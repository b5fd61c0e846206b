import type { Event } from '../../src/core/event.ts';
import { createIds, newTraceId } from '../../src/core/ids.ts';

const someBytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const nextId = createIds(() => 1, someBytes);

/** An event to ask conditions and routes about. */
export function eventOf(parts: Partial<Event> = {}): Event {
  return {
    id: nextId(),
    source: 'github',
    type: 'push',
    time: Date.UTC(2026, 0, 2, 3, 4, 5),
    subject: null,
    severity: 'info',
    traceId: newTraceId(someBytes),
    deliveryId: 'd-1',
    data: {},
    ...parts,
  };
}
