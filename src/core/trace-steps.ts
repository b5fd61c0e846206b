import type { IncidentRecord } from './alerts.ts';
import { cardEventOf } from './card-event.ts';
import type { Note } from './incident.ts';
import { textAt } from './json.ts';
import type { DeliveryRecord, EventRecord, RefusedRequest } from './ports.ts';
import { sentNothing } from './sent-nothing.ts';

/** What happened at a moment (epoch milliseconds). `detail` may hold untrusted text. */
export interface TraceStep {
  readonly at: number;
  readonly step: string;
  readonly detail: string;
}

export function refusedSteps(request: RefusedRequest): readonly TraceStep[] {
  const { at, ip, source, status, reason, detail } = request;
  return [
    { at, step: 'request', detail: `from ${ip} to ${source ?? 'no source'}` },
    {
      at,
      step: status < 400 ? 'answered' : 'refused',
      detail: withDetail(`${status} ${reason}`, detail ?? ''),
    },
  ];
}

export function eventSteps(record: EventRecord): readonly TraceStep[] {
  const { event, verification, deliveries } = record;
  const at = event.time;
  const steps: TraceStep[] = [];
  if (verification === null) steps.push({ at, step: 'observed', detail: `by ${event.source} itself` });
  else {
    const { ip, scheme, secret, signedAt } = verification;
    const signed = signedAt === null ? '' : `, signed at ${iso(signedAt)}`;
    steps.push({ at, step: 'request', detail: `from ${ip} to ${event.source}` });
    steps.push({ at, step: 'verified', detail: `${scheme}, secret ${secret + 1}${signed}` });
  }
  const { deliveryId } = event;
  const delivered = deliveryId === null ? '' : `, the sender's delivery ${deliveryId}`;
  steps.push({ at, step: 'accepted', detail: `as ${event.type}${delivered}${changedCard(record)}` });
  for (const delivery of deliveries) steps.push(...deliverySteps(delivery, at));
  return inTime(steps);
}

/**
 * Its history, and what became of each message that its card's changes were. `uneditable`: channels whose messages can't
 * be changed.
 */
export function incidentSteps(
  { notes, deliveries }: IncidentRecord,
  uneditable: ReadonlySet<string>,
): readonly TraceStep[] {
  const nothing = sentNothing(
    deliveries.map(({ delivery }) => delivery),
    uneditable,
  );
  return inTime([
    ...notes.map(noteStep),
    ...deliveries.flatMap(({ at, change, delivery }) =>
      deliverySteps(delivery, at, nothing.has(delivery)).map((step) => ({
        ...step,
        detail: `${change}: ${step.detail}`,
      })),
    ),
  ]);
}

function noteStep({ at, lastAt, count, step, reason, detail }: Note): TraceStep {
  const often = count > 1 ? `, ×${count}, last at ${iso(lastAt)}` : '';
  return { at, step, detail: `${withDetail(reason, detail)}${often}` };
}

function deliverySteps(
  delivery: DeliveryRecord,
  acceptedAt: number,
  nothingSent = false,
): readonly TraceStep[] {
  const { channel, route, state, triedAt, endedAt, messageId, reason, attempts } = delivery;
  const steps: TraceStep[] = [{ at: acceptedAt, step: 'routed', detail: `${route} to ${channel}` }];
  for (const failure of delivery.failures) {
    const detail = `${channel}, try ${failure.attempt}: ${failure.reason}: ${failure.detail}`;
    steps.push({ at: failure.at, step: 'failed', detail });
  }
  if (state === 'sending' && triedAt !== null) {
    steps.push({ at: triedAt, step: 'sending', detail: `${channel}, try ${attempts}` });
  }
  if (nothingSent) {
    const detail = `${channel}: message ${messageId ?? '?'} stays as it is`;
    steps.push({ at: endedAt ?? acceptedAt, step: 'nothing to send', detail });
  } else if (state === 'delivered') {
    const detail = `${channel}, try ${attempts}: message ${messageId ?? '?'}`;
    steps.push({ at: endedAt ?? acceptedAt, step: 'delivered', detail });
  }
  if (state === 'dead') {
    steps.push({ at: endedAt ?? acceptedAt, step: 'dead', detail: `${channel}: ${reason ?? 'unknown'}` });
  }
  return steps;
}

/** A sender's event may look like a change of a card; only our own is one. */
function changedCard({ event, verification, card }: EventRecord): string {
  if (verification !== null || cardEventOf(event.data) === null) return '';
  const of = card ?? textAt(event.data, 'incidents', 0);
  return of === null ? '' : `, a change of the card of incident ${of}`;
}

function inTime(steps: readonly TraceStep[]): readonly TraceStep[] {
  return steps.toSorted((a, b) => a.at - b.at);
}

function withDetail(reason: string, detail: string): string {
  return detail === '' ? reason : `${reason}: ${detail}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
