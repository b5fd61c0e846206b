import { clip, manyLines, oneLine } from '../../core/clip.ts';
import { MINUTE_MS } from '../../core/duration.ts';
import type { Severity } from '../../core/event.ts';
import type { Message, Origin, Outgoing } from '../../core/message.ts';
import { createRichText, type RichText, type RichTextBuilder } from './rich-text.ts';

/** UTF-16 units of a message's text (https://core.telegram.org/bots/api#sendmessage). */
const TEXT_LENGTH = 4_096;
const TITLE_LENGTH = 512;
const LINK_LENGTH = 300;
const TYPE_LENGTH = 100;
// Of the hundred entities that Telegram keeps of a message.
const CODES_IN_TITLE = 10;
const CODES_IN_BODY = 50;
const CODES_IN_FIELD = 2;

/** What a list may hold in titles, and of one title, so that marks, times, sources and ids of 20 events fit as well. */
export const LIST_LIMITS = { listLength: 2_800, listEntryLength: 200 } as const;

const MARKS = { info: '🔵', warning: '🟡 Warning:', critical: '🔴 CRITICAL:' } as const satisfies Record<
  Severity,
  string
>;

export interface RenderContext {
  readonly possibleRepeat: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** `HH:MM:SS` in the operator's zone. */
  readonly timeOfDay: (at: number) => string;
}

/** A message as Telegram shows it. Always within its limits; the link and the line under it are never cut away. */
export function renderOutgoing(outgoing: Outgoing, context: RenderContext): RichText {
  const lead = `${context.possibleRepeat ? '(possible repeat) ' : ''}${MARKS[outgoing.severity]} `;
  if (outgoing.kind === 'list') return renderList(lead, outgoing.entries, context);
  const origin = outgoing.kind === 'post' ? outgoing.origin : null;
  return renderParts(lead, outgoing.message, (rich) => {
    if (origin !== null) under(rich, origin, context.now);
  });
}

/** The answer to a command: as any message, without a mark. */
export function renderAnswer(message: Message): RichText {
  return renderParts('', message, () => {});
}

function renderParts(lead: string, message: Message, addUnder: (rich: RichTextBuilder) => void): RichText {
  const title = clip(oneLine(message.title), TITLE_LENGTH);
  const below = createRichText();
  addLink(below, message.link);
  addUnder(below);
  const tail = below.done();
  const room = TEXT_LENGTH - lead.length - title.length - tail.text.length - 1;
  const body = clip(manyLines(message.body), room);

  const rich = createRichText();
  rich.plain(lead);
  rich.untrusted(title, 'bold', CODES_IN_TITLE);
  if (body !== '') {
    if (title !== '') rich.plain('\n');
    rich.untrusted(body, null, CODES_IN_BODY);
  }
  rich.append(tail);
  const done = rich.done();
  return done.text.trim() === '' ? { text: '(nothing to show)', entities: [] } : done;
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
  rich.untrusted(`${entries.length} messages`, 'bold', 1);
  for (const { title, severity, origin } of entries) {
    rich.plain(`\n${timeOfDay(origin.time)} ${MARKS[severity]} `);
    rich.untrusted(clip(oneLine(title), LIST_LIMITS.listEntryLength), null, 1);
    rich.plain(' · ');
    rich.untrusted(origin.source, null, 1);
    rich.plain(' · ');
    rich.code(origin.eventId);
  }
  return rich.done();
}
