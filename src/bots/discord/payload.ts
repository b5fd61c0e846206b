import type { Outgoing, SendContext } from '../../core/message.ts';
import { buttonRows } from './buttons.ts';
import { embedOf, listEmbed, type Embed } from './embed.ts';

const NONCE_LENGTH = 25;
/** Message flag 1 << 12: no push notification. */
const SUPPRESS_NOTIFICATIONS = 4_096;
/** Nobody is ever pinged, whatever a text holds. */
export const NO_MENTIONS = { parse: [], replied_user: false } as const;

/** The body of a request that makes a new message. The same nonce within minutes makes no second one. */
export function newMessage(
  outgoing: Outgoing,
  { nonce, possibleRepeat }: Pick<SendContext, 'nonce' | 'possibleRepeat'>,
) {
  const { kind } = outgoing;
  return {
    embeds: [embed(outgoing, possibleRepeat)],
    components: kind === 'post' || kind === 'edit' ? buttonRows(outgoing.buttons) : [],
    allowed_mentions: NO_MENTIONS,
    flags: outgoing.silent ? SUPPRESS_NOTIFICATIONS : 0,
    ...(nonce.length > 0 && nonce.length <= NONCE_LENGTH ? { nonce, enforce_nonce: true } : {}),
    ...(kind === 'reply'
      ? { message_reference: { message_id: outgoing.ref.id, fail_if_not_exists: false } }
      : {}),
  };
}

/** The body of a request that changes a message; an edit pings nobody and may be made twice. */
export function editedMessage(edit: Extract<Outgoing, { kind: 'edit' }>) {
  return {
    embeds: [embed(edit, false)],
    components: buttonRows(edit.buttons),
    allowed_mentions: NO_MENTIONS,
  };
}

function embed(outgoing: Outgoing, possibleRepeat: boolean): Embed {
  if (outgoing.kind === 'list') return listEmbed(outgoing, possibleRepeat);
  const { message, severity } = outgoing;
  const origin = outgoing.kind === 'post' ? outgoing.origin : null;
  const status = outgoing.kind === 'reply' ? null : outgoing.status;
  return embedOf({ message, severity, status, origin, possibleRepeat });
}
