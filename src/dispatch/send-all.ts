import type { Clock } from '../core/clock.ts';
import { LEASE_MS } from '../core/outbox.ts';
import type { MessageRef, Outgoing } from '../core/message.ts';
import type { Channel } from '../core/ports.ts';
import { attempt, type AttemptOutcome } from './attempt.ts';
import type { Prepared } from './prepare.ts';

/** What came of the sends, up to the first that failed; `place`: where the card stands, as far as one said so. */
export type Sent = { readonly place: MessageRef | null } & (
  | Exclude<AttemptOutcome, { outcome: 'failed' }>
  | (Extract<AttemptOutcome, { outcome: 'failed' }> & { readonly kind: Outgoing['kind'] })
);

/** Makes the sends of a group one after another. The ref of all of it is that of the last one. */
export async function sendAll(
  { sends, card }: Prepared,
  possibleRepeat: boolean,
  deps: { readonly channel: Channel; readonly clock: Clock },
  halt: AbortSignal,
): Promise<Sent> {
  const { channel, clock } = deps;
  const left = [...sends];
  let place: MessageRef | null = null;
  let ref: MessageRef | null = null;
  for (let send = left.shift(); send !== undefined; send = left.shift()) {
    const { nonce } = send;
    // What was to be edited may stand somewhere else by now.
    const outgoing: Outgoing =
      send.outgoing.kind === 'reply' && place !== null ? { ...send.outgoing, ref: place } : send.outgoing;
    const { kind } = outgoing;
    // Once more the same edit is nothing new to anybody, but it keeps the mark of the post that it follows.
    const marked = possibleRepeat && (kind !== 'edit' || ref !== null);
    const came = await attempt({
      channel,
      outgoing,
      nonce,
      possibleRepeat: marked,
      leaseMs: LEASE_MS,
      clock,
      halt,
    });
    if (came.outcome === 'failed') return { ...came, kind, place };
    if (came.outcome === 'halted') return { ...came, place };
    ref = came.ref;
    if (card === null || kind === 'reply' || kind === 'list') continue;
    place = ref;
    // A platform that knows the nonce gives back what arrived the first time, and shows the card as it was then.
    if (kind === 'post' && possibleRepeat && channel.editable) {
      const { message, severity, status, buttons } = outgoing;
      left.push({ outgoing: { kind: 'edit', ref, message, severity, status, buttons, silent: true }, nonce });
    }
  }
  if (ref === null) throw new Error('a group without a message has nothing to be sent');
  return { outcome: 'delivered', ref, place };
}
