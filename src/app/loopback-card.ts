import { hash } from 'node:crypto';
import type { ShownCard } from '../core/alerts.ts';
import type { Event } from '../core/event.ts';
import { standingId, type IncidentId } from '../core/ids.ts';
import { textAt } from '../core/json.ts';
import { sayLatency } from '../core/say-latency.ts';

/** The one message of a loopback in a channel, the same for ever. */
export function loopbackCard(name: string, channel: string): IncidentId {
  return standingId(hash('sha256', `loopback/${name}/${channel}`, 'buffer'));
}

/** What stands in the chat: that the way in works, and when that was last seen. `newest`: `null`, no event is kept. */
export function showLoopback(
  name: string,
  publicUrl: string,
  newest: Pick<Event, 'time' | 'data'> | null,
  dateAndTime: (at: number) => string,
): ShownCard {
  const title =
    newest === null
      ? `Loopback ${name} ✓: a signed event came in through ${publicUrl} and got here`
      : `Loopback ${name} ✓ ${dateAndTime(newest.time)}: a signed event came in through ${publicUrl}${sayWay(newest)} and got here`;
  return { message: { title, body: '', link: null }, severity: 'info', status: null, buttons: [] };
}

/** How long it took from its signature to its acceptance. */
function sayWay({ time, data }: Pick<Event, 'time' | 'data'>): string {
  const signedAt = Date.parse(textAt(data, 'timestamp') ?? '');
  return Number.isNaN(signedAt) ? '' : ` within ${sayLatency(Math.max(0, time - signedAt))}`;
}
