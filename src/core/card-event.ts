import { CARD_CHANGES, type Announcement, type CardChange, type CardReply, type Labels } from './incident.ts';
import { at, isObject, textAt, type Json } from './json.ts';
import type { Message } from './message.ts';

/** What a change of a card says as an event: enough to be read, routed by and sent without anything else. */
export interface CardEvent {
  readonly change: CardChange;
  readonly loud: boolean;
  readonly reply: CardReply | null;
  /** Of the card's incidents, when it was made. */
  readonly labels: Labels;
}

/** The data of the event of a change. `message` is the card as it was then, for who reads the event alone. */
export function cardEventData(
  announcement: Announcement,
  message: Pick<Message, 'title' | 'body'>,
  about: { readonly labels: Labels; readonly incidents: readonly string[] },
): Json {
  const { change, loud, reply, version } = announcement;
  return {
    title: reply?.title ?? message.title,
    body: reply?.body ?? message.body,
    change,
    version,
    loud,
    reply: reply === null ? null : { title: reply.title, body: reply.body, silent: reply.silent },
    labels: { ...about.labels },
    incidents: [...about.incidents],
  };
}

/** Reads what `cardEventData` wrote; `null` where it is none of those. */
export function cardEventOf(data: Json): CardEvent | null {
  const change = CARD_CHANGES.find((known) => known === textAt(data, 'change'));
  if (change === undefined) return null;
  const title = textAt(data, 'reply', 'title');
  const body = textAt(data, 'reply', 'body') ?? '';
  const reply = title === null ? null : { title, body, silent: at(data, 'reply', 'silent') === true };
  return { change, loud: at(data, 'loud') === true, reply, labels: labelsAt(data) };
}

function labelsAt(data: Json): Labels {
  const labels = at(data, 'labels');
  if (!isObject(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
