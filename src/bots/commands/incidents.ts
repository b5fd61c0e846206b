import { DAY_MS } from '../../core/duration.ts';
import type { IncidentView, SilenceView } from '../../core/incident-views.ts';
import type { ChatCommand } from './command.ts';
import { fit, type Part } from './fit.ts';
import { part, say } from './say.ts';
import { sayLeft, sayState, sayTitle } from './say-incident.ts';
import { typed } from './say-mute.ts';
import { READ, sayHowMany, worstFirst } from './say-open.ts';

const MAX_OPEN = 10;
const MAX_ENDED = 5;
const MAX_SILENCES = 10;
const MAX_CAUSE = 100;
const MAX_REASON = 80;
/** UTF-16 units that each list has for sure, as Discord shows it: 3,400 of the 4,096 that a message holds. */
const ROOM = { muted: 900, open: 1_700, ended: 800 } as const;

export const incidentsCommand = {
  info: { name: 'incidents', about: 'what is wrong now, what was lately, and what is muted', args: [] },
  role: 'viewer',
  async run(_args, services) {
    const now = services.now();
    const [incidents, silences] = await Promise.all([
      services.incidents({ open: false, limit: READ }),
      services.silences(),
    ]);
    const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
    const ended = incidents.filter(
      ({ resolvedAt }) => resolvedAt !== null && now - Date.parse(resolvedAt) < DAY_MS,
    );
    const parts = [mutedPart(silences, now), openPart(open, now), endedPart(ended, now, incidents.length)];
    return { outcome: 'allowed', message: say(sayHowMany(open, 'Nothing is wrong'), fit(parts)) };
  },
} as const satisfies ChatCommand;

/** Two lines: what it is and how it stands, then the id to act with. */
function sayIncident(incident: IncidentView, now: number): readonly string[] {
  const { id, severity, observations, cause } = incident;
  const mark = incident.resolvedAt === null ? `${severity.toUpperCase()}:` : '✓';
  const why = cause === null ? '' : `, cause: ${part(cause, MAX_CAUSE)}`;
  return [
    `${mark} ${sayTitle(incident)} (${sayState(incident, now)})`,
    `↳ ${id} seen ×${observations}${why}`,
  ];
}

/** Before what may be long: who misses something looks here. */
function mutedPart(silences: readonly SilenceView[], now: number): Part {
  return {
    title: 'Muted (/unmute TARGET ends it)',
    entries: silences.slice(0, MAX_SILENCES).map((silence) => [saySilence(silence, now)]),
    all: silences.length,
    more: (left) => sayMore(`${left}`, 'npx pithead incidents'),
    room: ROOM.muted,
  };
}

function saySilence({ target, until, by, reason }: SilenceView, now: number): string {
  const why = reason === null ? '' : `: ${part(reason, MAX_REASON)}`;
  return `${typed(target)}, ${sayLeft(Date.parse(until), now)}, by ${by}${why}`;
}

function openPart(open: readonly IncidentView[], now: number): Part {
  return {
    title: 'Open',
    entries: worstFirst(open)
      .slice(0, MAX_OPEN)
      .map((incident) => sayIncident(incident, now)),
    all: open.length,
    more: (left) => sayMore(`${left}${open.length < READ ? '' : ' or'}`, 'npx pithead incidents --open'),
    room: ROOM.open,
  };
}

/** `read`: how many were read, of which these are the last. */
function endedPart(ended: readonly IncidentView[], now: number, read: number): Part {
  return {
    title: 'Ended in the last 24 h',
    entries: ended.slice(0, MAX_ENDED).map((incident) => sayIncident(incident, now)),
    all: ended.length,
    more: (left) => sayMore(`${left}${read < READ ? '' : ' or'}`, 'npx pithead incidents'),
    room: ROOM.ended,
  };
}

function sayMore(many: string, where: string): string {
  return `… ${many} more on the command line: ${where}`;
}
