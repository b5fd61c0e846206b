import type { Muted } from '../../core/alerts.ts';
import { parseDuration, sayDuration, typeDuration } from '../../core/duration.ts';
import type { Incident } from '../../core/incident.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayOver, sayTitle, sayUnknownIncident } from './say-incident.ts';
import { sayMistyped } from './say-mistyped.ts';
import { sayHowItEnds, sayMutedBy, typed } from './say-mute.ts';

const MAX_TARGET = 80;
const MAX_DURATION = 30;
const MAX_COVERED = 6;

export const muteCommand = {
  info: {
    name: 'mute',
    about: 'be told nothing of something for a while; it is still watched, and the mute ends by itself',
    args: [
      {
        name: 'target',
        about: 'a source’s or channel’s name, label=value, an incident’s id, a fingerprint (* is anything)',
        required: true,
      },
      { name: 'duration', about: 'how long: 30m, 2h, 3d', required: true },
      { name: 'reason', about: 'why, for the others', required: false, rest: 'text' },
    ],
    example: '/mute host=pi 2h moving it',
    moreExamples: ['/mute shop 1d'],
  },
  role: 'operator',
  button: true,
  async run(args, services, { operator, platform }) {
    const target = args.get('target') ?? '';
    const duration = args.get('duration') ?? '';
    const forMs = parseDuration(duration.toLowerCase());
    if (forMs === null || forMs === 0) {
      return { outcome: 'usage', message: say(sayNoDuration(duration)) };
    }
    const by = { name: operator.name, via: platform };
    const done = await services.mute(target, forMs, args.get('reason') ?? null, by);
    const now = services.now();
    const mistyped =
      done.outcome === 'muted' && done.covers.length === 0
        ? await sayMistyped(done.silence, services, now)
        : null;
    return {
      outcome: useOutcomeOf(done.outcome),
      message: mistyped ?? sayMuted(done, { target, forMs }, now),
    };
  },
} as const satisfies ChatCommand;

function sayNoDuration(text: string): string {
  return `${part(text, MAX_DURATION)} is no duration: 30m, 2h or 3d is one, like ${muteCommand.info.example}`;
}

function sayMuted(
  done: Muted,
  { target, forMs }: { readonly target: string; readonly forMs: number },
  now: number,
): Message {
  const asked = part(target, MAX_TARGET);
  switch (done.outcome) {
    case 'muted':
      return sayInForce(done, now);
    case 'already-muted':
      return sayLonger(done, now);
    case 'over':
      return sayOver(done.incident, 'mute', now);
    case 'too-long':
      return say(`${sayDuration(forMs)} is too long: ${sayDuration(done.mostMs)} is the longest`, [
        `Type /mute ${typed(target)} ${typeDuration(done.mostMs)}`,
      ]);
    case 'bad-target':
      return say(
        `${asked} can’t be muted: give an incident’s id, a fingerprint, a pattern with *, or label=value, like ${muteCommand.info.example}`,
      );
    case 'too-many':
      return say('Too much is muted already: /incidents lists it, /unmute TARGET ends one');
    case 'unknown':
      return sayUnknownIncident(target);
    case 'unavailable':
      return say(`${asked} could not be muted: the database takes nothing now; try in a minute`);
    default:
      return done satisfies never;
  }
}

/** The title says all that a short answer shows; the time stands where a platform can show it in the reader's own. */
function sayInForce({ silence, covers }: Extract<Muted, { outcome: 'muted' }>, now: number): Message {
  const target = part(silence.target, MAX_TARGET);
  const [only, second] = covers;
  const alone = only !== undefined && second === undefined;
  const message = say(`Muted for ${sayDuration(silence.until - now)}: ${alone ? sayTitle(only) : target}`, [
    ...(alone ? [] : sayCovered(covers)),
    `End it with /unmute ${typed(silence.target)}`,
  ]);
  return { ...message, facts: [{ label: 'Until', at: silence.until }] };
}

/** A press on a card offers an hour, whatever the mute is that somebody set meanwhile. */
function sayLonger({ mute }: Extract<Muted, { outcome: 'already-muted' }>, now: number): Message {
  const message = say(`Already muted ${sayMutedBy(mute, now)}: nothing changed`, [sayHowItEnds(mute)]);
  return { ...message, facts: [{ label: 'Until', at: mute.until }] };
}

function sayCovered(covers: readonly Incident[]): readonly string[] {
  if (covers.length === 0) return ['Nothing of it is wrong now; what comes is held back.'];
  const listed = covers.slice(0, MAX_COVERED).map((incident) => `· ${sayTitle(incident)}`);
  const more = covers.length - listed.length;
  return ['It covers now', ...listed, ...(more > 0 ? [`… ${more} more`] : [])];
}
