import { sayLimit } from '../time-limit.ts';
import type { Broken } from './hop.ts';
import type { LoopbackDelivery } from './port.ts';

/** Whether an accepted event got to its chat; `delivery`: `null`, nothing was heard of it within `withinMs`. */
export function decideDelivery(
  delivery: LoopbackDelivery | null,
  channel: string,
  withinMs: number,
): Broken | null {
  switch (delivery?.state) {
    case 'delivered':
      return null;
    case 'failed':
      return broken(`${channel} did not take it: ${delivery.reason}: ${delivery.detail}`);
    case 'held':
      return broken(`it waits, because ${channel} has been failing: ${delivery.detail}`);
    case 'unwritten':
      return {
        hop: 'store',
        reason: `what came of it in ${channel} can't be written to the database`,
        next: null,
      };
    case undefined:
      return broken(`${channel} did not get it within ${sayLimit(withinMs)}: it waits behind others`);
  }
}

function broken(reason: string): Broken {
  return { hop: 'bot', reason, next: null };
}
