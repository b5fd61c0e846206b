import type { ShownCard } from '../core/alerts.ts';
import type { CardEvent } from '../core/card-event.ts';
import type { CardReply } from '../core/incident.ts';
import type { MessageRef } from '../core/message.ts';
import type { Send } from './send.ts';

/** A card as it is, and what happened to it since a channel last heard of it. */
export interface CardScene {
  /** With no secret in it. */
  readonly shown: ShownCard;
  /** Where it stands in the channel; `null`: nowhere yet. */
  readonly place: MessageRef | null;
  /** The oldest first; `nonce` is of its delivery. */
  readonly news: readonly (CardEvent & { readonly nonce: string })[];
  readonly editable: boolean;
  /** Nothing makes a sound now. */
  readonly quiet: boolean;
  /** Of the first delivery. */
  readonly nonce: string;
}

/**
 * Brings a card up to date in a channel: a new message where it stands nowhere, which is the news itself; else an edit
 * in place, and a reply where something is to be heard, because an edit pings nobody. May be nothing at all where the
 * channel can't edit.
 */
export function composeCard(scene: CardScene): readonly Send[] {
  const { shown, place, news, quiet, nonce } = scene;
  const { message, severity, status, buttons } = shown;
  const silent = quiet || status === 'resolved' || !news.some(sounds);
  if (place === null) {
    const post = { kind: 'post', message, severity, status, origin: null, buttons, silent } as const;
    return [{ outgoing: post, nonce }];
  }
  const reply = replyOf(scene, place);
  const edit = {
    kind: 'edit',
    ref: place,
    message,
    severity,
    status,
    buttons,
    // Where it must be sent anew, the reply below it makes the sound.
    silent: silent || reply !== null,
  } as const;
  return [...(scene.editable ? [{ outgoing: edit, nonce }] : []), ...(reply === null ? [] : [reply])];
}

/** Of a card that is not over: that it once was is no longer true. */
function sounds({ change, loud, reply }: CardEvent): boolean {
  return change !== 'resolved' && (loud || reply?.silent === false);
}

/** The newest thing said that is still true; with a sound where any of those that are still true has one. */
function replyOf({ shown, news, quiet }: CardScene, ref: MessageRef): Send | null {
  const over = shown.status === 'resolved';
  const said = news.flatMap(({ change, reply, nonce }) =>
    reply !== null && (change === 'resolved') === over ? [{ reply, nonce }] : [],
  );
  const last = said.at(-1);
  if (last === undefined) return null;
  const { title, body } = last.reply;
  const heard: readonly CardReply[] = over ? [last.reply] : said.map(({ reply }) => reply);
  return {
    // What is over is not shown as bad as it was.
    outgoing: {
      kind: 'reply',
      ref,
      message: { title, body, link: null },
      severity: over ? 'info' : shown.severity,
      silent: quiet || heard.every((reply) => reply.silent),
    },
    nonce: `${last.nonce}r`,
  };
}
