import { sayAgo } from '../../core/duration.ts';
import type { IncidentDetail } from '../../core/incident-views.ts';
import { manyLines } from '../../core/clip.ts';
import type { Message } from '../../core/message.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayState, sayTitle, sayUnknownIncident } from './say-incident.ts';

const MAX_HISTORY = 12;
const MAX_ON_CARD = 6;
const MAX_EVIDENCE_LINES = 8;
const MAX_LINE = 160;

export const incidentCommand = {
  info: {
    name: 'incident',
    about: 'one incident whole: cause, evidence, what next, its history',
    args: [{ name: 'id', about: 'an incident’s id, as /incidents shows it', required: true }],
    example: '/incident 1m5ma3pfz0000',
  },
  role: 'viewer',
  async run(args, services) {
    const id = args.get('id') ?? '';
    const incident = await services.incident(id);
    return incident === null ? sayUnknownIncident(id) : sayWhole(incident, services.now());
  },
} as const satisfies ChatCommand;

function sayWhole(incident: IncidentDetail, now: number): Message {
  const { severity, resolvedAt, startedAt, state, observations, lastSeenAt, cause, next } = incident;
  const mark = resolvedAt === null ? `${severity.toUpperCase()}:` : `✓ (${severity})`;
  const message = say(`${mark} ${sayTitle(incident)}`, [
    `${state}, ${sayState(incident, now)}`,
    `seen ×${observations}, last ${sayAgo(Date.parse(lastSeenAt), now)}`,
    ...(cause === null ? [] : [`Cause: ${part(cause, MAX_LINE)}`]),
    ...(next === null ? [] : [`Next: ${part(next, MAX_LINE)}`]),
    ...section('Evidence', sayEvidence(incident)),
    ...section('On the same card', sayOthers(incident, now)),
    ...section('History', sayHistory(incident, now)),
    '',
    `↳ ${incident.id} trace id ${incident.traceId}`,
  ]);
  const ended = resolvedAt === null ? [] : [{ label: 'Ended', at: Date.parse(resolvedAt) }];
  return { ...message, facts: [{ label: 'Since', at: Date.parse(startedAt) }, ...ended] };
}

function sayEvidence({ evidence }: IncidentDetail): readonly string[] {
  const lines = manyLines(evidence).split('\n').filter(Boolean);
  const more = lines.length - MAX_EVIDENCE_LINES;
  const shown = lines.slice(0, MAX_EVIDENCE_LINES).map((line) => part(line, MAX_LINE));
  return more > 0 ? [...shown, `… ${more} more lines`] : shown;
}

function sayOthers({ id, onCard }: IncidentDetail, now: number): readonly string[] {
  const others = onCard.filter((other) => other.id !== id);
  const more = others.length - MAX_ON_CARD;
  const shown = others
    .slice(0, MAX_ON_CARD)
    .map((other) => `${sayTitle(other)} (${sayState(other, now)}) ↳ ${other.id}`);
  return more > 0 ? [...shown, `… ${more} more`] : shown;
}

/** The newest lines, in order. */
function sayHistory({ id, history }: IncidentDetail, now: number): readonly string[] {
  const earlier = history.length - MAX_HISTORY;
  const lines = history.slice(-MAX_HISTORY).map(({ lastAt, count, step, reason, detail }) => {
    const times = count === 1 ? '' : ` ×${count}`;
    const said = detail === '' ? '' : `: ${part(detail, MAX_LINE)}`;
    return `${sayAgo(Date.parse(lastAt), now)} ${step}${times} (${part(reason, MAX_LINE)})${said}`;
  });
  return earlier > 0
    ? [`… ${earlier} earlier on the command line: npx pithead incident ${id}`, ...lines]
    : lines;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}
