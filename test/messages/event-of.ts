import type { Event } from '../../src/core/event.ts';
import { createIds, newTraceId } from '../../src/core/ids.ts';
import type { Json } from '../../src/core/json.ts';

const TIME = Date.UTC(2026, 10, 22, 3, 4, 5);
const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** An accepted event with this data; everything else is the same for all. */
export function eventOf(source: string, type: string, data: Json): Event {
  return {
    id: createIds(() => TIME, zeros)(),
    source,
    type,
    time: TIME,
    subject: null,
    severity: 'info',
    traceId: newTraceId((length) => zeros(length).fill(10)),
    deliveryId: 'd-1',
    data,
  };
}
