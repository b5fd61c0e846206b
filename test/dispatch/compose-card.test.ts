import { expect, it, test } from 'vitest';
import type { CardStatus } from '../../src/core/alerts.ts';
import type { CardChange } from '../../src/core/incident.ts';
import { composeCard, type CardScene } from '../../src/dispatch/compose-card.ts';

const PLACE = { id: 'm1', place: { chat: 'ops' } };

/** A change and how it is heard: with a reply that sounds or is silent, without one, or loud where the card is new. */
type News = readonly [CardChange, ...('reply' | 'silent-reply' | 'loud')[]];

function scene(status: CardStatus, news: readonly News[], changes: Partial<CardScene> = {}): CardScene {
  return {
    shown: {
      message: { title: 'pong fails', body: '', link: null },
      severity: 'critical',
      status,
      buttons: [{ label: 'Acknowledge', action: 'ack 1' }],
    },
    place: PLACE,
    news: news.map(([change, ...how], index) => ({
      change,
      loud: how.includes('loud'),
      reply:
        how.includes('reply') || how.includes('silent-reply')
          ? { title: change, body: '', silent: how.includes('silent-reply') }
          : null,
      labels: {},
      nonce: `n${index}`,
    })),
    editable: true,
    quiet: false,
    nonce: 'n0',
    ...changes,
  };
}

/** Each send in a word or two: what, which title, and whether it sounds. */
function sends(what: CardScene): readonly string[] {
  return composeCard(what).map(({ outgoing }) => {
    if (outgoing.kind === 'list') throw new Error('a card is no list');
    const { kind, silent, message } = outgoing;
    return `${kind}${kind === 'reply' ? ` ${message.title}` : ''}${silent ? '' : ' ♪'}`;
  });
}

const NOWHERE = { place: null } as const;
const FIXED = { editable: false } as const;
const QUIET = { quiet: true } as const;
const cases: readonly (readonly [string, CardScene, readonly string[]])[] = [
  ['a new card sounds', scene('firing', [['opened', 'loud']], NOWHERE), ['post ♪']],
  ['a new card that nobody need hear', scene('firing', [['opened']], NOWHERE), ['post']],
  ['a new card in quiet hours', scene('firing', [['opened', 'loud']], { ...NOWHERE, ...QUIET }), ['post']],
  [
    'a new card after much happened: the post is the news, and sounds for what was loud',
    scene('acknowledged', [['opened', 'loud'], ['worse', 'reply'], ['acknowledged']], NOWHERE),
    ['post ♪'],
  ],
  [
    'a card that was over before the channel saw it makes no sound',
    scene(
      'resolved',
      [
        ['opened', 'loud'],
        ['resolved', 'silent-reply'],
      ],
      NOWHERE,
    ),
    ['post'],
  ],
  [
    'a card that is new here sounds where what is said under it elsewhere does',
    scene('firing', [['escalated', 'reply']], NOWHERE),
    ['post ♪'],
  ],
  [
    'a card that is new here and came back: what was said of its end is over',
    scene('firing', [['resolved', 'reply'], ['came-back']], NOWHERE),
    ['post'],
  ],
  ['a card that changed', scene('firing', [['seen-again']]), ['edit']],
  ['a card that got worse', scene('firing', [['worse', 'reply', 'loud']]), ['edit', 'reply worse ♪']],
  ['worse in quiet hours', scene('firing', [['worse', 'reply', 'loud']], QUIET), ['edit', 'reply worse']],
  [
    'the newest reply, with a sound where one that is still true has one',
    scene('acknowledged', [
      ['worse', 'reply'],
      ['acknowledged', 'silent-reply'],
    ]),
    ['edit', 'reply acknowledged ♪'],
  ],
  [
    'only what is over counts once it is over',
    scene('resolved', [
      ['worse', 'reply'],
      ['resolved', 'silent-reply'],
    ]),
    ['edit', 'reply resolved'],
  ],
  ['over, but what says so comes later', scene('resolved', [['worse', 'reply']]), ['edit']],
  [
    'over in between, and not any more',
    scene('firing', [
      ['resolved', 'silent-reply'],
      ['came-back', 'reply'],
    ]),
    ['edit', 'reply came-back ♪'],
  ],
  [
    'not over any more, and what says so comes later',
    scene('firing', [['resolved', 'silent-reply']]),
    ['edit'],
  ],
  [
    'a change sent anew where the card is gone sounds as a new one',
    scene('firing', [['joined', 'loud']]),
    ['edit ♪'],
  ],
  ['nothing where the channel can’t edit', scene('firing', [['seen-again']], FIXED), []],
  [
    'what is to be heard where the channel can’t edit',
    scene('firing', [['worse', 'reply']], FIXED),
    ['reply worse ♪'],
  ],
  [
    'a new card where the channel can’t edit',
    scene('firing', [['opened']], { ...NOWHERE, ...FIXED }),
    ['post'],
  ],
];

test.each(cases)('%s', (_name, what, expected) => {
  expect(sends(what)).toEqual(expected);
});

it('shows the card as it is, with its buttons, and replies to where it stands', () => {
  const [edit, reply] = composeCard(scene('firing', [['opened'], ['worse', 'reply']]));
  expect(edit?.outgoing).toMatchObject({
    ref: PLACE,
    severity: 'critical',
    status: 'firing',
    buttons: [{ label: 'Acknowledge' }],
  });
  expect(reply?.outgoing).toMatchObject({ ref: PLACE, severity: 'critical' });
});

it('is not shown as bad as it was when it is over', () => {
  const [, reply] = composeCard(scene('resolved', [['resolved', 'silent-reply']]));
  expect(reply?.outgoing).toMatchObject({ kind: 'reply', severity: 'info' });
});

it('has a nonce for each send: the reply’s is that of the event that says it', () => {
  const nonces = composeCard(scene('firing', [['opened'], ['worse', 'reply']])).map(({ nonce }) => nonce);
  expect(nonces).toEqual(['n0', 'n1r']);
});
