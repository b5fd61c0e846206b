import { clip, manyLines, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import { MINUTE_MS } from '../../core/duration.ts';
import type { Severity } from '../../core/event.ts';
import type { IncidentState } from '../../core/incident.ts';
import type { Fact, Message, Origin, Outgoing } from '../../core/message.ts';
import { fitFacts, labelOf } from '../facts.ts';
import { createRichText, type RichText, type RichTextBuilder } from './rich-text.ts';

/** UTF-16 units of a message's text (https://core.telegram.org/bots/api#sendmessage). */
const TEXT_LENGTH = 4_096;
const TITLE_LENGTH = 512;
const LINK_LENGTH = 300;
const TYPE_LENGTH = 100;
// All facts; with mark, title, link and the line under it they are 3,400 units at most, so there is room for a body.
const FACTS_LENGTH = 2_200;
// Of the hundred entities that Telegram keeps of a message: 21 in the title (what is between codes is bold), 50 in the
// body, 1 link, 13 in the line under it. A fact has two, which the body has to do without.
const CODES_IN_TITLE = 10;
const CODES_IN_BODY = 50;
const CODES_IN_FIELD = 2;
const ENTITIES_OF_FACT = 2;

/** What a list may hold in titles, and of one title, so that marks, times, sources and ids of 20 events fit as well. */
export const LIST_LIMITS = { listLength: 2_500, listEntryLength: 200 } as const;

const MARKS = { info: '🔵', warning: '🟡 Warning:', critical: '🔴 CRITICAL:' } as const satisfies Record<
  Severity,
  string
>;
/** What is acknowledged or muted is still as bad as it is; what is over is not. */
const STATE_MARKS = {
  firing: '',
  acknowledged: '👀 Acknowledged · ',
  muted: '🔕 Muted · ',
  resolved: '✅ Resolved:',
} as const satisfies Record<IncidentState, string>;

/** How times are said in the operator's zone. */
export interface ZoneTimes {
  /** `HH:MM:SS`. */
  readonly timeOfDay: (at: number) => string;
  /** With its day and its zone. */
  readonly dateAndTime: (at: number) => string;
}

export interface RenderContext extends ZoneTimes {
  readonly possibleRepeat: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A message as Telegram shows it. Always within its limits; the link and the line under it are never cut away. */
export function renderOutgoing(outgoing: Outgoing, context: RenderContext): RichText {
  const status = 'status' in outgoing ? outgoing.status : null;
  const lead = `${context.possibleRepeat ? '(possible repeat) ' : ''}${markOf(outgoing.severity, status)} `;
  if (outgoing.kind === 'list') return renderList(lead, outgoing.entries, context);
  const origin = outgoing.kind === 'post' ? outgoing.origin : null;
  return renderParts(lead, outgoing.message, context.dateAndTime, (rich) => {
    if (origin !== null) under(rich, origin, context.now);
  });
}

/** The answer to a command: as any message, without a mark. */
export function renderAnswer(message: Message, dateAndTime: ZoneTimes['dateAndTime']): RichText {
  return renderParts('', message, dateAndTime, () => {});
}

function markOf(severity: Severity, status: IncidentState | null): string {
  if (status === 'resolved') return STATE_MARKS.resolved;
  return (status === null ? '' : STATE_MARKS[status]) + MARKS[severity];
}

function renderParts(
  lead: string,
  message: Message,
  dateAndTime: ZoneTimes['dateAndTime'],
  addUnder: (rich: RichTextBuilder) => void,
): RichText {
  const title = clip(oneLine(message.title), TITLE_LENGTH);
  const below = createRichText();
  addLink(below, message.link);
  addUnder(below);
  const tail = below.done();
  const facts = fitFacts(message.facts ?? [], FACTS_LENGTH, (fact, length) =>
    renderFact(fact, length, dateAndTime),
  );

  const rich = createRichText();
  rich.plain(lead);
  rich.untrusted(title, 'bold', CODES_IN_TITLE);
  for (const fact of facts) {
    rich.plain('\n');
    rich.append(fact);
  }
  const gap = facts.length > 0 ? '\n\n' : title === '' ? '' : '\n';
  const room = TEXT_LENGTH - rich.done().text.length - gap.length - tail.text.length;
  const body = clip(manyLines(message.body), room);
  if (body !== '') {
    rich.plain(gap);
    rich.untrusted(body, null, CODES_IN_BODY - ENTITIES_OF_FACT * facts.length);
  }
  rich.append(tail);
  const done = rich.done();
  return done.text.trim() === '' ? { text: '(nothing to show)', entities: [] } : done;
}

function renderFact(fact: Fact, textLength: number, dateAndTime: ZoneTimes['dateAndTime']): RichText {
  const rich = createRichText();
  rich.bold(`${labelOf(fact)}:`);
  rich.plain(' ');
  if ('at' in fact) rich.moment(dateAndTime(fact.at), fact.at);
  else rich.untrusted(clip(oneLine(fact.text), textLength), null, 1);
  return rich.done();
}

function addLink(rich: RichTextBuilder, link: string | null): void {
  if (link === null) return;
  const url = URL.parse(oneLine(link));
  rich.plain('\n→ ');
  const shown = clip(oneLine(link), LINK_LENGTH);
  if (url === null || !/^https?:$/.test(url.protocol)) rich.code(shown);
  else rich.link(shown, url.href);
}

function under(rich: RichTextBuilder, origin: Origin, now: number): void {
  rich.plain('\n');
  rich.untrusted(origin.source, 'italic', CODES_IN_FIELD);
  rich.plain(' · ');
  rich.untrusted(clip(oneLine(origin.type), TYPE_LENGTH), 'italic', CODES_IN_FIELD);
  rich.plain(' · ');
  rich.code(origin.eventId);
  rich.plain(' · ');
  rich.code(origin.traceId);
  // Telegram shows when a message was sent; an event that had to wait says when it came.
  if (now - origin.time >= MINUTE_MS) {
    rich.plain(' · received ');
    rich.code(new Date(origin.time).toISOString());
  }
}

type Entries = Extract<Outgoing, { kind: 'list' }>['entries'];

function renderList(lead: string, entries: Entries, { timeOfDay }: RenderContext): RichText {
  const rich = createRichText();
  rich.plain(lead);
  rich.untrusted(countOf(entries.length, 'message'), 'bold', 1);
  for (const { title, severity, status = null, origin } of entries) {
    rich.plain(`\n${timeOfDay(origin.time)} ${markOf(severity, status)} `);
    rich.untrusted(clip(oneLine(title), LIST_LIMITS.listEntryLength), null, 1);
    rich.plain(' · ');
    rich.untrusted(origin.source, null, 1);
    rich.plain(' · ');
    rich.code(origin.eventId);
  }
  return rich.done();
}
