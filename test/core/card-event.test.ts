import { expect, it, test } from 'vitest';
import { cardEventData, cardEventOf } from '../../src/core/card-event.ts';
import type { Announcement } from '../../src/core/incident.ts';
import type { Json } from '../../src/core/json.ts';

const worse: Announcement = {
  version: 3,
  at: 0,
  change: 'worse',
  loud: true,
  reply: { title: 'It got worse', body: '', silent: false },
  also: [],
};
const message = { title: 'ops fails', body: 'evidence' };
const about = { labels: { channel: 'ops' }, incidents: ['0'] };

test.each([
  ['one with a reply', worse],
  ['one without', { ...worse, change: 'seen-again', loud: false, reply: null }],
] as const)('a change is read as it was written: %s', (_name, announcement) => {
  const { change, loud, reply } = announcement;
  const read = cardEventOf(cardEventData(announcement, message, about));
  expect(read).toEqual({ change, loud, reply, labels: { channel: 'ops' } });
});

test.each<readonly [string, Json]>([
  ['nothing', null],
  ['another event', { title: 'x', change: 'exploded' }],
  ['a change that is no text', { change: 7 }],
])('%s is no change of a card', (_name, data) => {
  expect(cardEventOf(data)).toBeNull();
});

it('passes over labels that are no texts', () => {
  expect(cardEventOf({ change: 'opened', labels: { host: 'pi', port: 8 } })?.labels).toEqual({ host: 'pi' });
  expect(cardEventOf({ change: 'opened', labels: ['pi'] })?.labels).toEqual({});
});
