import type { ShownCard } from '../core/alerts.ts';
import type { CardReply } from '../core/incident.ts';
import type { Fact, Message } from '../core/message.ts';

/** Replaces configured secrets in a text by `[redacted]`. */
export type Redact = (text: string) => string;

/** The message with no secret in it. A link that holds one leads nowhere without it, and is left out. */
export function messageWithoutSecrets(message: Message, redact: Redact): Message {
  const { title, facts, body, link } = message;
  return {
    title: redact(title),
    ...(facts === undefined ? {} : { facts: facts.map((fact) => factWithoutSecrets(fact, redact)) }),
    body: redact(body),
    link: link !== null && redact(link) === link ? link : null,
  };
}

export function cardWithoutSecrets({ message, buttons, ...rest }: ShownCard, redact: Redact): ShownCard {
  return {
    ...rest,
    message: messageWithoutSecrets(message, redact),
    buttons: buttons.map(({ label, action }) => ({ label: redact(label), action })),
  };
}

export function replyWithoutSecrets({ title, body, silent }: CardReply, redact: Redact): CardReply {
  return { title: redact(title), body: redact(body), silent };
}

function factWithoutSecrets(fact: Fact, redact: Redact): Fact {
  const label = redact(fact.label);
  return 'at' in fact ? { label, at: fact.at } : { label, text: redact(fact.text) };
}
