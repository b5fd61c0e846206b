import { describe, expect, it } from 'vitest';
import type { Acknowledged, Muted, Unmuted } from '../../../src/core/alerts.ts';
import { resolvedWith } from '../../storage/stores.ts';
import { asking, NOW, OPEN } from './calls.ts';

const OPERATOR = 'telegram 2';
const HOUR = 3_600_000;
const OVER = resolvedWith(NOW - HOUR, { id: OPEN.id });
const BY_ADA = { until: NOW + 3 * HOUR, by: 'ada', reason: null, target: 'host=pi' };

const ack = (done: Acknowledged) => ({ acknowledge: () => Promise.resolve(done) });
const mute = (done: Muted) => ({ mute: () => Promise.resolve(done) });
const unmute = (done: Unmuted) => ({ unmute: () => Promise.resolve(done) });

describe('the record of an act', () => {
  it.each([
    [`/ack ${OPEN.id}`, ack({ outcome: 'acknowledged', incident: OPEN, also: 0 }), 'allowed'],
    [`/ack ${OPEN.id}`, ack({ outcome: 'already', incident: OPEN }), 'nothing'],
    [`/ack ${OPEN.id}`, ack({ outcome: 'over', incident: OVER }), 'nothing'],
    [`/ack ${OPEN.id}`, ack({ outcome: 'unknown' }), 'nothing'],
    [`/ack ${OPEN.id}`, ack({ outcome: 'unavailable' }), 'failed'],
    ['/mute pi 2h', mute({ outcome: 'already-muted', incident: OPEN, mute: BY_ADA }), 'nothing'],
    ['/mute pi 2h', mute({ outcome: 'too-long', mostMs: HOUR }), 'usage'],
    ['/mute pi 2h', mute({ outcome: 'bad-target' }), 'usage'],
    ['/mute pi 2h', mute({ outcome: 'too-many' }), 'failed'],
    ['/mute pi soon', mute({ outcome: 'unknown' }), 'usage'],
    ['/unmute pi', unmute({ outcome: 'none', targets: [], muted: null }), 'nothing'],
    ['/unmute pi', unmute({ outcome: 'unavailable' }), 'failed'],
  ])('says how %s came out (%#)', async (line, services, outcome) => {
    const { ask, uses } = asking(services);
    await ask(OPERATOR, line);
    expect(uses).toMatchObject([{ outcome }]);
  });

  it.each([
    ['/run nothing', 'nothing'],
    ['/canaries nothing', 'nothing'],
    ['/canaries', 'allowed'],
    ['/trace nothing', 'nothing'],
    ['/incident nothing', 'nothing'],
    ['/replay nothing', 'nothing'],
    ['/events nothing', 'nothing'],
    ['/pair nothing', 'nothing'],
    ['/help nothing', 'usage'],
    ['/run pong', 'allowed'],
    ['/help mute', 'allowed'],
  ])('of %s says that it was %s', async (line, outcome) => {
    const { ask, uses } = asking({ events: () => Promise.resolve([]) });
    await ask(OPERATOR, line);
    expect(uses).toMatchObject([{ outcome }]);
  });
});
