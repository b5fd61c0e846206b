import type { ShownCard } from '../core/alerts.ts';
import { clip, oneLine } from '../core/clip.ts';
import { SEVERITIES, type Event, type Severity } from '../core/event.ts';
import type { IncidentId } from '../core/ids.ts';
import type { Message, Origin, Outgoing } from '../core/message.ts';
import { entryOf, titlesThatFit } from '../core/outbox.ts';
import type { Channel, QueuedDelivery, RenderMessage } from '../core/ports.ts';
import { redactedEvent } from './redacted-event.ts';
import { messageWithoutSecrets, type Redact } from './without-secrets.ts';

/** A delivery whose event is kept. */
export interface Known {
  readonly delivery: QueuedDelivery;
  readonly event: Event;
}

export interface ComposeDeps {
  readonly channel: Pick<Channel, 'limits'>;
  readonly render: RenderMessage;
  readonly redact: Redact;
  /** True where what is this bad and no card makes no sound now. */
  readonly quiet: (severity: Severity) => boolean;
}

/** What was cut may end within a secret, and half of one is not known for one: then it is taken out before the cut. */
const CUT = /…|\.\.\./;

/** The event as a message of its own. */
export function composePost({ delivery, event }: Known, deps: ComposeDeps): Outgoing {
  const { severity } = delivery;
  return {
    kind: 'post',
    message: messageWithoutSecrets(rendered({ delivery, event }, deps), deps.redact),
    severity,
    status: null,
    origin: originOf(event),
    buttons: [],
    silent: deps.quiet(severity),
  };
}

/**
 * Several as a list of their titles; all deliveries of a card are one entry, which shows the card as it is now. Takes
 * as many as fit into a message, and says which those are.
 */
export function composeList(
  known: readonly Known[],
  cards: ReadonlyMap<IncidentId, ShownCard>,
  deps: ComposeDeps,
): { readonly outgoing: Outgoing; readonly deliveries: readonly QueuedDelivery[] } {
  const { channel, redact } = deps;
  // A later delivery of a card takes the earlier one's place, and its position.
  const newest = new Map(known.map((each) => [entryOf(each.delivery), each]));
  const entries = [...newest].map(([key, { delivery, event }]) => {
    const shown = delivery.card === null ? undefined : cards.get(delivery.card);
    const title = shown?.message.title ?? rendered({ delivery, event }, deps).title;
    return {
      key,
      title: clip(oneLine(redact(title)), channel.limits.listEntryLength),
      severity: shown === undefined ? delivery.severity : severityNow(shown),
      status: shown?.status ?? null,
      origin: originOf(event),
    };
  });
  const fit = titlesThatFit(
    entries.map(({ title }) => title),
    channel.limits.listLength,
  );
  const listed = entries.slice(0, fit);
  const keys = new Set(listed.map(({ key }) => key));
  const severity = worst(listed);
  return {
    outgoing: {
      kind: 'list',
      entries: listed.map(({ key: _key, ...entry }) => entry),
      severity,
      silent: deps.quiet(severity),
    },
    deliveries: known.flatMap(({ delivery }) => (keys.has(entryOf(delivery)) ? [delivery] : [])),
  };
}

function rendered({ delivery: { route }, event }: Known, { render, redact }: ComposeDeps): Message {
  const message = render(event, route);
  return CUT.test(message.title) || CUT.test(message.body)
    ? render(redactedEvent(event, redact), route)
    : message;
}

/** What is over is not as bad as it was. */
function severityNow({ status, severity }: ShownCard): Severity {
  return status === 'resolved' ? 'info' : severity;
}

function worst(entries: readonly { readonly severity: Severity }[]): Severity {
  return SEVERITIES.findLast((severity) => entries.some((entry) => entry.severity === severity)) ?? 'info';
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
