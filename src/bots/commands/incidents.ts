import { countOf } from '../../core/count-of.ts';
import { DAY_MS } from '../../core/duration.ts';
import { SEVERITIES } from '../../core/event.ts';
import type { IncidentView, SilenceView } from '../../core/incident-views.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayLeft, sayState, sayTitle } from './say-incident.ts';

/** Beyond, the count is told as `100 or more`. */
const READ = 100;
const MAX_OPEN = 10;
const MAX_ENDED = 5;
const MAX_SILENCES = 10;
const MAX_CAUSE = 100;
const MAX_TARGET = 80;
const MAX_REASON = 80;

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
    const shown = worstFirst(open).slice(0, MAX_OPEN);
    return say(sayHowMany(open), [
      ...shown.flatMap((incident) => sayIncident(incident, now)),
      ...sayMore(open.length - shown.length, 'npx pithead incidents --open'),
      ...section(
        'Ended in the last 24 h',
        ended.slice(0, MAX_ENDED).flatMap((incident) => sayIncident(incident, now)),
      ),
      ...section('Muted (/unmute TARGET ends it)', saySilences(silences, now)),
    ]);
  },
} as const satisfies ChatCommand;

function sayHowMany(open: readonly IncidentView[]): string {
  if (open.length === 0) return 'Nothing is wrong';
  const muted = open.filter(({ state }) => state === 'muted').length;
  const many = open.length < READ ? countOf(open.length, 'incident') : `${READ} incidents or more`;
  const said = `${many} ${open.length === 1 ? 'is' : 'are'} open`;
  if (muted === 0) return said;
  return open.length === 1 ? `${said}, but muted` : `${said}, ${muted} of them muted`;
}

/** What nobody muted comes first, then the worst; what came last before what came earlier. */
function worstFirst(open: readonly IncidentView[]): readonly IncidentView[] {
  return open.toSorted((a, b) => urgency(b) - urgency(a));
}

function urgency({ state, severity }: IncidentView): number {
  return SEVERITIES.indexOf(severity) - (state === 'muted' ? SEVERITIES.length : 0);
}

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

function saySilences(silences: readonly SilenceView[], now: number): readonly string[] {
  const lines = silences.slice(0, MAX_SILENCES).map(({ target, until, by, reason }) => {
    const why = reason === null ? '' : `: ${part(reason, MAX_REASON)}`;
    return `${part(target, MAX_TARGET)}, ${sayLeft(until, now)}, by ${by}${why}`;
  });
  return [...lines, ...sayMore(silences.length - lines.length, 'npx pithead incidents')];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function sayMore(left: number, where: string): readonly string[] {
  return left <= 0 ? [] : [`… ${left} more on the command line: ${where}`];
}
