import { clip, oneLine } from '../core/clip.ts';
import type { Event, Severity } from '../core/event.ts';
import type { EventId } from '../core/ids.ts';
import type { Message, Origin, Outgoing } from '../core/message.ts';
import { titlesThatFit } from '../core/outbox.ts';
import type { Channel, QueuedDelivery, RenderMessage } from '../core/ports.ts';
import { redactedEvent } from './redacted-event.ts';

/** What is sent for a group of deliveries, and how many of them it holds: a list may have to be split. */
export interface Composed {
  readonly outgoing: Outgoing;
  readonly count: number;
}

export interface ComposeDeps {
  readonly channel: Pick<Channel, 'limits'>;
  readonly render: RenderMessage;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
}

/** What was cut may end within a secret, and half of one is not known for one: then it is taken out before the cut. */
const CUT = /…|\.\.\./;

/** A single delivery becomes a message, several become a list of their titles. `null`: none of its events is kept. */
export function compose(
  group: readonly QueuedDelivery[],
  events: ReadonlyMap<EventId, Event>,
  { channel, render, redact }: ComposeDeps,
): Composed | null {
  const known = group.flatMap((delivery) => {
    const event = events.get(delivery.eventId);
    return event === undefined ? [] : [{ delivery, event }];
  });
  const rendered: RenderMessage = (event, route) => {
    const message = render(event, route);
    return CUT.test(message.title) || CUT.test(message.body)
      ? render(redactedEvent(event, redact), route)
      : message;
  };
  const [first] = known;
  if (first === undefined) return null;
  if (group.length === 1) {
    const { delivery, event } = first;
    const message = withoutSecrets(rendered(event, delivery.route), redact);
    return {
      count: 1,
      outgoing: {
        kind: 'post',
        message,
        severity: delivery.severity,
        origin: originOf(event),
        buttons: [],
        silent: delivery.severity === 'info',
      },
    };
  }
  const entries = known.map(({ delivery, event }) => ({
    title: clip(oneLine(redact(rendered(event, delivery.route).title)), channel.limits.listEntryLength),
    severity: delivery.severity,
    origin: originOf(event),
  }));
  const fit = titlesThatFit(
    entries.map((entry) => entry.title),
    channel.limits.listLength,
  );
  const shown = entries.slice(0, fit);
  const severity: Severity = shown.some((entry) => entry.severity === 'warning') ? 'warning' : 'info';
  return { count: fit, outgoing: { kind: 'list', entries: shown, severity, silent: severity === 'info' } };
}

/** A link that holds a secret leads nowhere without it. */
function withoutSecrets({ title, body, link }: Message, redact: ComposeDeps['redact']): Message {
  const kept = link !== null && redact(link) === link ? link : null;
  return { title: redact(title), body: redact(body), link: kept };
}

function originOf(event: Event): Origin {
  return {
    eventId: event.id,
    traceId: event.traceId,
    source: event.source,
    type: event.type,
    time: event.time,
  };
}
