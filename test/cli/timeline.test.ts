import { expect, it } from 'vitest';
import { createMarkdown } from '../../src/cli/post-mortem/markdown.ts';
import { timeline } from '../../src/cli/post-mortem/timeline.ts';
import type { DeliveryRecord } from '../../src/core/delivery.ts';
import { NOW } from '../storage/stores.ts';

const sent = (channel: string, endedAt: number, messageId = '77'): DeliveryRecord => ({
  channel,
  route: 'all',
  state: 'delivered',
  attempts: 1,
  messageId,
  triedAt: NOW,
  endedAt,
  reason: null,
  failures: [],
});

it('says of a change that put nothing into a chat that there was nothing to send', () => {
  const deliveries = ['console', 'ops'].flatMap((channel) => [
    { at: NOW, change: 'opened', delivery: sent(channel, NOW + 1) },
    // Both went in one message.
    { at: NOW, change: 'worse', delivery: sent(channel, NOW + 1) },
    { at: NOW, change: 'acknowledged', delivery: sent(channel, NOW + 2) },
    { at: NOW, change: 'resolved', delivery: sent(channel, NOW + 2, '78') },
  ]);
  const { rows } = timeline(
    { notes: [], deliveries },
    new Set(['console']),
    createMarkdown((text) => text),
  );
  expect(rows.map(([, what, detail]) => `${what} ${detail}`).toSorted()).toEqual([
    'acknowledged delivered `ops, try 1, message 77`',
    'acknowledged: nothing to send `console, message 77 stays as it is`',
    'opened delivered `console, try 1, message 77`',
    'opened delivered `ops, try 1, message 77`',
    'resolved delivered `console, try 1, message 78`',
    'resolved delivered `ops, try 1, message 78`',
    'worse delivered `console, try 1, message 77`',
    'worse delivered `ops, try 1, message 77`',
  ]);
});
