import { incidentView, silenceView, type IncidentView, type SilenceView } from '../core/incident-views.ts';
import type { CliCommand } from './command.ts';
import { limitOf, limitOption } from './limit.ts';
import { asJson, columns } from './print.ts';
import { configOf, withTrail } from './setting.ts';

const SHOWN = 50;

export const incidentsCommand: CliCommand = {
  name: 'incidents',
  summary: 'what is wrong now, what was, and what is muted',
  options: [{ flag: '--open', about: 'only what is not over' }, limitOption(SHOWN)],
  json: true,
  async run(call) {
    const open = call.flag('open');
    const limit = limitOf(call, SHOWN);
    const { incidents, silences } = await withTrail(configOf(call), async (trail) => ({
      incidents: (await trail.incidents({ open, limit })).map(incidentView),
      silences: (await trail.silences()).map(silenceView),
    }));
    call.out(
      call.json ? asJson(incidents) : [sayIncidents(incidents, open), ...saySilences(silences)].join('\n\n'),
    );
    return 0;
  },
};

function sayIncidents(incidents: readonly IncidentView[], open: boolean): string {
  if (incidents.length === 0) return open ? 'nothing is wrong' : 'no incidents yet';
  return columns([
    ['ID', 'SEVERITY', 'STATE', 'STARTED', 'ENDED', 'SEEN', 'TITLE'],
    ...incidents.map((incident) => [
      incident.id,
      incident.severity,
      sayState(incident),
      incident.startedAt,
      incident.resolvedAt ?? '',
      `${incident.observations}`,
      incident.title,
    ]),
  ]);
}

function sayState({ state, acknowledgedBy, mutedUntil }: IncidentView): string {
  if (state !== 'acknowledged' && state !== 'muted') return state;
  const muted = state === 'muted' && mutedUntil !== null ? `muted until ${mutedUntil}` : null;
  const acknowledged = acknowledgedBy === null ? null : `acknowledged by ${acknowledgedBy}`;
  return [muted, acknowledged].filter((said) => said !== null).join(', ') || state;
}

function saySilences(silences: readonly SilenceView[]): readonly string[] {
  if (silences.length === 0) return [];
  return [
    columns([
      ['MUTED', 'UNTIL', 'BY', 'REASON'],
      ...silences.map(({ target, until, by, reason }) => [target, until, by, reason ?? '']),
    ]),
  ];
}
