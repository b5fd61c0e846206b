import { countOf } from '../../core/count-of.ts';
import { sayAgo } from '../../core/duration.ts';
import type { IncidentDetail } from '../../core/incident-views.ts';
import { manyLines } from '../../core/clip.ts';
import type { Message } from '../../core/message.ts';
import type { ChatCommand } from './command.ts';
import { fit, type Part } from './fit.ts';
import { part, say } from './say.ts';
import { sayState, sayTitle, sayUnknownIncident } from './say-incident.ts';

const MAX_HISTORY = 12;
const MAX_ON_CARD = 6;
const MAX_EVIDENCE_LINES = 8;
const MAX_LINE = 160;
/**
 * UTF-16 units that each part has for sure, as Discord shows it: with the 1,000 of the lines before them 3,500 of the
 * 4,096 that a message holds, its times included.
 */
const ROOM = { evidence: 800, others: 600, history: 1_100 } as const;

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
    return incident === null
      ? { outcome: 'nothing', message: sayUnknownIncident(id) }
      : { outcome: 'allowed', message: sayWhole(incident, services.now()) };
  },
} as const satisfies ChatCommand;

function sayWhole(incident: IncidentDetail, now: number): Message {
  const { severity, resolvedAt, startedAt, state, observations, lastSeenAt, cause, next } = incident;
  const mark = resolvedAt === null ? `${severity.toUpperCase()}:` : `✓ (${severity})`;
  const parts = fit([evidencePart(incident), othersPart(incident, now), historyPart(incident, now)]);
  const message = say(`${mark} ${sayTitle(incident)}`, [
    `${state}, ${sayState(incident, now)}`,
    `seen ×${observations}, last ${sayAgo(Date.parse(lastSeenAt), now)}`,
    `↳ ${incident.id} trace id ${incident.traceId}`,
    ...(cause === null ? [] : [`Cause: ${part(cause, MAX_LINE)}`]),
    ...(next === null ? [] : [`Next: ${part(next, MAX_LINE)}`]),
    ...(parts.length === 0 ? [] : ['', ...parts]),
  ]);
  const ended = resolvedAt === null ? [] : [{ label: 'Ended', at: Date.parse(resolvedAt) }];
  return { ...message, facts: [{ label: 'Since', at: Date.parse(startedAt) }, ...ended] };
}

function evidencePart({ evidence, id }: IncidentDetail): Part {
  const lines = manyLines(evidence).split('\n').filter(Boolean);
  return {
    title: 'Evidence',
    entries: lines.slice(0, MAX_EVIDENCE_LINES).map((line) => [part(line, MAX_LINE)]),
    all: lines.length,
    more: (left) => `… ${countOf(left, 'more line')} on the command line: npx pithead incident ${id}`,
    room: ROOM.evidence,
  };
}

function othersPart({ id, onCard }: IncidentDetail, now: number): Part {
  const others = onCard.filter((other) => other.id !== id);
  return {
    title: 'On the same card',
    entries: others
      .slice(0, MAX_ON_CARD)
      .map((other) => [`${sayTitle(other)} (${sayState(other, now)}) ↳ ${other.id}`]),
    all: others.length,
    more: (left) => `… ${left} more on the command line: npx pithead incident ${id}`,
    room: ROOM.others,
  };
}

/** The newest lines, in order. */
function historyPart({ id, history }: IncidentDetail, now: number): Part {
  return {
    title: 'History',
    entries: history.slice(-MAX_HISTORY).map(({ lastAt, count, step, reason, detail }) => {
      const times = count === 1 ? '' : ` ×${count}`;
      const said = detail === '' ? '' : `: ${part(detail, MAX_LINE)}`;
      return [`${sayAgo(Date.parse(lastAt), now)} ${step}${times} (${part(reason, MAX_LINE)})${said}`];
    }),
    all: history.length,
    keep: 'last',
    more: (left) => `… ${left} earlier on the command line: npx pithead incident ${id}`,
    room: ROOM.history,
  };
}
