import type { Outgoing } from '../core/message.ts';
import type { QueuedDelivery } from '../core/ports.ts';

/** One message to send. `nonce` is the same for every try of it, and no other's; at most 25 characters. */
export interface Send {
  readonly outgoing: Outgoing;
  readonly nonce: string;
}

export function nonceOf({ eventId, seq }: Pick<QueuedDelivery, 'eventId' | 'seq'>): string {
  return `${eventId}-${seq.toString(36)}`;
}
