import { expect, it } from 'vitest';
import type { ShownCard } from '../../src/core/alerts.ts';
import type { Event } from '../../src/core/event.ts';
import { deliverySeqOf, eventIdOf, incidentIdOf, keptTraceId, type IncidentId } from '../../src/core/ids.ts';
import { composeList, type Known } from '../../src/dispatch/compose.ts';

const CARD = incidentIdOf(eventIdOf(9n));
const OVER: ShownCard = {
  message: { title: 'pong is well', body: '', link: null },
  severity: 'critical',
  status: 'resolved',
  buttons: [],
};

function known(number: number, card: IncidentId | null): Known {
  const event: Event = {
    id: eventIdOf(BigInt(number)),
    source: 'github',
    type: 'push',
    time: 0,
    subject: null,
    severity: 'warning',
    traceId: keptTraceId('0'),
    deliveryId: null,
    data: {},
  };
  const seq = deliverySeqOf(number);
  const delivery = { seq, eventId: event.id, route: 'all', severity: 'warning', card, attempts: 0 } as const;
  return { delivery: { ...delivery, state: 'waiting' }, event };
}

it('an entry of a card says how that is; one of an event has nothing to say of it', () => {
  const { outgoing } = composeList([known(1, null), known(2, CARD)], new Map([[CARD, OVER]]), {
    channel: { limits: { listLength: 4_096, listEntryLength: 200 } },
    render: ({ type }) => ({ title: type, body: '', link: null }),
    redact: (text) => text,
    quiet: () => false,
  });
  expect(outgoing).toMatchObject({
    kind: 'list',
    entries: [
      { title: 'push', status: null },
      { title: 'pong is well', status: 'resolved', severity: 'info' },
    ],
  });
});
