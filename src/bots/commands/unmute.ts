import type { Unmuted } from '../../core/alerts.ts';
import { sayDuration } from '../../core/duration.ts';
import { byWindow, type Incident, type Mute } from '../../core/incident.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { fit } from './fit.ts';
import { part, say } from './say.ts';
import { sayTitle } from './say-incident.ts';
import { sayHowItEnds, sayMutedBy, typed } from './say-mute.ts';

const MAX_TARGET = 80;
const MAX_LISTED = 10;
/** UTF-16 units of a list, as Discord shows it. */
const ROOM = 3_400;

export const unmuteCommand = {
  info: {
    name: 'unmute',
    about: 'end a mute before its time',
    args: [{ name: 'target', about: 'what was muted, as /incidents lists it', required: true, rest: 'name' }],
    example: '/unmute host=pi',
  },
  role: 'operator',
  button: true,
  async run(args, services, { operator, platform }) {
    const target = args.get('target') ?? '';
    const done = await services.unmute(target, { name: operator.name, via: platform });
    return { outcome: useOutcomeOf(done.outcome), message: sayUnmuted(done, target, services.now()) };
  },
} as const satisfies ChatCommand;

function sayUnmuted(done: Unmuted, target: string, now: number): Message {
  const asked = part(target, MAX_TARGET);
  switch (done.outcome) {
    case 'unmuted':
      return sayEnded(done, now);
    case 'none':
      return done.muted === null || done.muted.muted === null
        ? sayNotMuted(done.targets, asked)
        : sayOther(done.muted.muted, target, now);
    case 'unavailable':
      return say(`${asked} is still muted: the database takes nothing now; try in a minute`);
    default:
      return done satisfies never;
  }
}

/** Whoever ends one mute of several must learn why it stays silent. */
function sayEnded({ silence, still }: Extract<Unmuted, { outcome: 'unmuted' }>, now: number): Message {
  const target = part(silence.target, MAX_TARGET);
  if (still.length === 0) {
    return say(`${target} is not muted any more: what is wrong there is told again`);
  }
  const list = {
    title: 'Still muted',
    entries: still.slice(0, MAX_LISTED).map((incident) => sayStill(incident, now)),
    all: still.length,
    more: (left: number) => `… ${left} more: /incidents lists them`,
    room: ROOM,
  };
  return say(`${target} is not muted any more by this mute, but by others`, fit([list]));
}

function sayStill(incident: Incident, now: number): readonly string[] {
  const { muted } = incident;
  if (muted === null) return [sayTitle(incident)];
  return [`${sayTitle(incident)}, ${sayMutedBy(muted, now)}`, `↳ ${sayHowItEnds(muted)}`];
}

/** An incident was named that is muted as one of many, or a window of maintenance that mutes one. */
function sayOther(mute: Mute, target: string, now: number): Message {
  const message =
    mute.by === byWindow(target.trim())
      ? sayWindow(mute, now)
      : say(`${part(target, MAX_TARGET)} is muted ${sayMutedBy(mute, now)}`, [sayHowItEnds(mute)]);
  return { ...message, facts: [{ label: 'Until', at: mute.until }] };
}

/** A window of maintenance was named, which no command ends. */
function sayWindow({ by, until }: Mute, now: number): Message {
  return say(
    `${part(by, MAX_TARGET)} ends in ${sayDuration(until - now)} by itself; it stands in pithead.yaml`,
  );
}

function sayNotMuted(targets: readonly string[], asked: string): Message {
  if (targets.length === 0) return say('Nothing is muted');
  const list = {
    title: null,
    entries: targets.slice(0, MAX_LISTED).map((target) => [typed(target)]),
    all: targets.length,
    more: (left: number) => `… ${left} more: /incidents lists them`,
    room: ROOM,
  };
  return say(`${asked} is not muted; this is, and /unmute takes it as it stands here:`, fit([list]));
}
