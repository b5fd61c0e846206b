import type { Clock } from '../core/clock.ts';
import { LEASE_MS } from '../core/outbox.ts';
import type { MessageRef, Outgoing } from '../core/message.ts';
import type { Channel } from '../core/ports.ts';
import { attempt, type AttemptOutcome } from './attempt.ts';
import type { Prepared } from './prepare.ts';

type Failed = Extract<AttemptOutcome, { outcome: 'failed' }> & { readonly kind: Outgoing['kind'] };

/** What came of the sends, up to the first that failed; `place`: where the card stands, as far as one said so. */
export type Sent = { readonly place: MessageRef | null } & (
  | Exclude<AttemptOutcome, { outcome: 'failed' }>
  | Failed
);

/**
 * Makes the sends of a group one after another. The ref of all of it is that of the last one. Where an edit is refused for
 * good, what must be heard is said all the same, if need be as a message of its own; the refusal stays what came of it.
 */
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
  let refused: Failed | null = null;
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
    if (came.outcome === 'halted') return { ...came, place };
    if (came.outcome === 'failed') {
      const failed = { ...came, kind };
      if (came.verdict.action === 'retry') return { ...failed, place };
      const alone = refused === null ? null : postOf(outgoing);
      if (kind === 'edit') refused = failed;
      else if (alone !== null) left.unshift({ outgoing: alone, nonce });
      else return { ...(refused ?? failed), place };
      continue;
    }
    ref = came.ref;
    if (card === null || refused !== null || kind === 'reply' || kind === 'list') continue;
    place = ref;
    // A platform that knows the nonce gives back what arrived the first time, and shows the card as it was then.
    if (kind === 'post' && possibleRepeat && channel.editable) {
      const { message, severity, status, buttons } = outgoing;
      left.push({ outgoing: { kind: 'edit', ref, message, severity, status, buttons, silent: true }, nonce });
    }
  }
  if (refused !== null) return { ...refused, place };
  if (ref === null) throw new Error('a group without a message has nothing to be sent');
  return { outcome: 'delivered', ref, place };
}

/** What a reply says, where there is nothing to reply to. */
function postOf(outgoing: Outgoing): Outgoing | null {
  if (outgoing.kind !== 'reply') return null;
  const { message, severity, silent } = outgoing;
  return { kind: 'post', message, severity, status: null, origin: null, buttons: [], silent };
}
