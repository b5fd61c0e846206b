import type { IncidentRecord } from '../../core/alerts.ts';
import type { CommandUse } from '../../core/chat.ts';
import { countOf } from '../../core/count-of.ts';
import { sayDuration } from '../../core/duration.ts';
import type { Incident } from '../../core/incident.ts';
import { concerns } from './concerns.ts';
import { createMarkdown, table, type Markdown } from './markdown.ts';
import type { LogLines } from './read-log.ts';
import { timeline } from './timeline.ts';
import { iso, isoAndLocal } from './times.ts';

export interface PostMortemInput {
  readonly record: IncidentRecord;
  /** What people did meanwhile, newest first. */
  readonly uses: readonly CommandUse[];
  readonly log: LogLines;
  /** Channels whose messages can't be changed, by name. */
  readonly uneditable: ReadonlySet<string>;
  readonly version: string;
  readonly configHash: string;
  /** IANA name. */
  readonly timezone: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly redact: (text: string) => string;
}

/** Everything the program knows of an incident, as a Markdown document, and room for what it can't know. */
export function postMortem(input: PostMortemInput): string {
  const { record, redact } = input;
  const { incident } = record;
  const markdown = createMarkdown(redact);
  const document = [
    `# Incident ${incident.id}: ${markdown.code(incident.title)}`,
    table(['', ''], summary(incident, input, markdown)),
    '## Timeline',
    sayTimeline(input, markdown),
    '## Evidence',
    incident.evidence.trim() === '' ? 'None was kept.' : markdown.fence(incident.evidence),
    '## What else was on the card',
    sayOthers(record, markdown),
    '## Who did what',
    sayUses(input, markdown),
    '## Log',
    sayLog(input.log, markdown),
    '## Cause',
    '_What was the cause, and how did that become clear?_',
    '## Follow-up',
    '_What is done so that it does not happen again, or is noticed sooner; by whom, until when?_',
  ].join('\n\n');
  return `${redact(document)}\n`;
}

function summary(
  incident: Incident,
  { version, configHash, timezone, now }: PostMortemInput,
  { code }: Markdown,
): readonly (readonly string[])[] {
  const { startedAt, resolvedAt, acknowledged, muted, labels } = incident;
  const lasted = sayDuration((resolvedAt ?? now) - startedAt);
  const labelled = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [
    ['Id', code(incident.id)],
    ['Fingerprint', code(incident.fingerprint)],
    ['Severity', incident.severity],
    ['State', incident.state],
    ['Started', isoAndLocal(startedAt, timezone)],
    ['Ended', resolvedAt === null ? 'not yet' : isoAndLocal(resolvedAt, timezone)],
    ...(incident.ending === null ? [] : [['How it ended', code(incident.ending)]]),
    ['Duration', resolvedAt === null ? `${lasted} so far` : lasted],
    ['Seen failing', `${sayTimes(incident.observations)}, the last at ${iso(incident.lastSeenAt)}`],
    ['Came back', sayTimes(incident.comebacks)],
    ['People were told', sayTimes(incident.notifications)],
    [
      'Acknowledged',
      acknowledged === null ? 'by nobody' : `by ${code(acknowledged.by)} at ${iso(acknowledged.at)}`,
    ],
    ...(muted === null
      ? []
      : [['Muted', `by ${code(muted.by)} until ${iso(muted.until)}, reason: ${code(muted.reason)}`]]),
    ['Labels', code(labelled.join(', '))],
    ['Likely cause', code(incident.cause)],
    ['What next', code(incident.next)],
    ['Trace', code(incident.traceId)],
    ['Configuration', `${code(configHash)} when this was written`],
    ['Pithead', version],
    ['Written', iso(now)],
  ];
}

function sayTimes(count: number): string {
  if (count === 0) return 'never';
  return count === 1 ? 'once' : `${count} times`;
}

function sayTimeline({ record, uneditable }: PostMortemInput, markdown: Markdown): string {
  const { rows, earlier } = timeline(record, uneditable, markdown);
  if (rows.length === 0) return 'Nothing was kept.';
  const left = earlier === 0 ? [] : [sayLeftOut(earlier)];
  return [...left, table(['Time', 'What', 'Detail'], rows)].join('\n\n');
}

function sayOthers({ incident, onCard }: IncidentRecord, { code }: Markdown): string {
  const others = onCard.filter(({ id }) => id !== incident.id);
  if (others.length === 0) return 'Nothing.';
  const rows = others.map(({ id, severity, state, startedAt, resolvedAt, title }) => [
    code(id),
    severity,
    state,
    iso(startedAt),
    resolvedAt === null ? 'not yet' : iso(resolvedAt),
    code(title),
  ]);
  return table(['Id', 'Severity', 'State', 'Started', 'Ended', 'Title'], rows);
}

/** What concerns it, in order; all else that people did meanwhile as a count. */
function sayUses({ uses, record }: PostMortemInput, { code }: Markdown): string {
  const isAbout = concerns(record.incident);
  const about = uses.filter((use) => isAbout(use));
  const others = sayOtherUses(uses.filter((use) => !isAbout(use)));
  if (about.length === 0) return ['Nobody did anything about it.', ...others].join('\n\n');
  const rows = about
    .toReversed()
    .map(({ at, user, operator, command, args, outcome }) => [
      iso(at),
      operator === null ? `a stranger: ${code(`${user.name} (${user.id})`)}` : code(operator),
      user.platform,
      code(args === '' ? command : `${command} ${args}`),
      outcome,
    ]);
  return [table(['Time', 'Who', 'Where', 'Command', 'Outcome'], rows), ...others].join('\n\n');
}

function sayOtherUses(others: readonly CommandUse[]): readonly string[] {
  if (others.length === 0) return [];
  const strangers = others.filter(({ operator }) => operator === null).length;
  const ofThem = strangers === 0 ? '' : `, ${strangers} of them of strangers`;
  return [
    `${countOf(others.length, 'other command')} in that time${ofThem}: \`npx pithead audit\` lists them.`,
  ];
}

function sayLog(log: LogLines, { code, fence }: Markdown): string {
  if (!log.ok) return `${code(log.file)} can’t be read (${code(log.reason)}): \`--log FILE\` names another.`;
  if (log.lines.length === 0) return `${code(log.file)} has no line about it.`;
  const left = log.earlier === 0 ? [] : [sayLeftOut(log.earlier)];
  return [...left, fence(log.lines.join('\n'))].join('\n\n');
}

function sayLeftOut(earlier: number): string {
  return `${countOf(earlier, 'earlier line')} left out.`;
}
