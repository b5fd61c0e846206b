import { describe, expect, it } from 'vitest';
import { concerns } from '../../src/cli/post-mortem/concerns.ts';
import { incidentAt, incidentWith, NOW } from '../storage/stores.ts';

const ID = incidentAt(NOW, 1);
const CARD = incidentAt(NOW, 2);
const isAbout = concerns(
  incidentWith({
    id: ID,
    card: CARD,
    fingerprint: 'canary:pong/eu',
    labels: { host: 'pi', room: 'the cellar', none: '' },
    rerun: 'pong-eu',
  }),
);

describe('what people did concerns an incident', () => {
  it.each([
    ID,
    `id=${ID}`,
    CARD,
    'canary:pong/eu 2h',
    'canary:* 2h moving it',
    'target=canary:p*u duration=2h',
    'pong 2h',
    'host=pi 2h',
    'HOST=pi 2h',
    'target=host=pi duration=2h reason=x',
    'pi 1d',
    '"the cellar" 1d',
    'target=the cellar duration=1d',
    'room=the cellar',
    '“canary:*” 1d',
    'canary=pong-eu',
    '* 1h',
  ])('where it names it or covers it: %s', (args) => expect(isAbout({ args })).toBe(true));

  it.each([
    '',
    incidentAt(NOW, 3),
    `${ID}0`,
    'host=nas 2h',
    'host=pi.local 2h',
    'pizza 2h',
    'channel:* 2h',
    'target=channel:ops duration=2h',
    'canary:pong/us',
    'cellar 1d',
    '2h',
  ])('and nothing else does: %s', (args) => expect(isAbout({ args })).toBe(false));
});
