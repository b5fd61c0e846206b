import { clip, manyLines, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { Severity } from '../../core/event.ts';
import type { IncidentState } from '../../core/incident.ts';
import type { Fact, Message, Origin, Outgoing } from '../../core/message.ts';
import { fitFacts, labelOf } from '../facts.ts';
import { escapeWithin } from './markdown.ts';

/** What Discord takes at most (https://docs.discord.com/developers/resources/message#embed-object-embed-limits). */
const TITLE_LENGTH = 256;
const DESCRIPTION_LENGTH = 4_096;
const URL_LENGTH = 2_048;
const FOOTER_PART_LENGTH = 100;
/**
 * All facts, in the description. Twenty with the shortest texts are 1,740 (40 of a label, 40 of a text, 7 of ours). With
 * the word about a repeat (48), the longest link in its brackets (2,050) and the gaps they leave 94 to a body.
 */
const FACTS_LENGTH = 1_900;
const LABEL_LENGTH = 40;

const COLOURS = { info: 0x3b82f6, warning: 0xf59e0b, critical: 0xdc2626 } as const satisfies Record<
  Severity,
  number
>;
const WORDS = { info: '', warning: 'Warning: ', critical: 'CRITICAL: ' } as const satisfies Record<
  Severity,
  string
>;
/** How a card stands, in place of the severity's colour and, once it is over, of its word. */
const STATES = {
  acknowledged: { colour: 0x8b5cf6, word: '👀 Acknowledged · ' },
  muted: { colour: 0x6b7280, word: '🔕 Muted · ' },
  resolved: { colour: 0x16a34a, word: '✅ Resolved: ' },
} as const satisfies Record<
  Exclude<IncidentState, 'firing'>,
  { readonly colour: number; readonly word: string }
>;
/** Something that a reader sees: Discord takes no text that is blank. */
const SEEN = /[^\s\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const REPEAT = '*Possible repeat: this may have arrived before.*';

/** An embed as Discord's API takes it. Title, description and footer are 4,900 units at most; 6,000 are allowed. */
export interface Embed {
  readonly title: string;
  readonly color: number;
  readonly description?: string;
  readonly url?: string;
  readonly footer?: { readonly text: string };
  readonly timestamp?: string;
}

export interface EmbedOf {
  readonly message: Message;
  readonly severity: Severity;
  /** Of a card; `null`: it is none. */
  readonly status: IncidentState | null;
  readonly origin: Origin | null;
  readonly possibleRepeat: boolean;
}

/** A message as an embed: its text shown and never parsed, its own link the only one. */
export function embedOf({ message, severity, status, origin, possibleRepeat }: EmbedOf): Embed {
  const link = linkOf(message.link);
  const first = possibleRepeat ? REPEAT : '';
  const facts = fitFacts(message.facts ?? [], FACTS_LENGTH, factLine);
  const second = facts.map(({ text }) => text).join('\n');
  const last = link === null ? '' : `<${link}>`;
  const room = DESCRIPTION_LENGTH - spaced(first) - spaced(second) - spaced(last);
  const body = escapeWithin(manyLines(message.body), room);
  const description = [first, second, body, last].filter((part) => part !== '').join('\n\n');
  const { colour, word } = standing(severity, status);
  return {
    title: titled(word, message.title),
    color: colour,
    ...(description === '' ? {} : { description }),
    ...(link === null ? {} : { url: link }),
    ...(origin === null ? {} : under(severity, origin)),
  };
}

/** A list as an embed: one line for each of its events, with the reader's own time of day. */
export function listEmbed(list: Extract<Outgoing, { kind: 'list' }>, possibleRepeat: boolean): Embed {
  const lines = list.entries.map(({ title, severity, status = null, origin }) => {
    const name = escapeWithin(oneLine(title), 2 * LIST_LIMITS.listEntryLength);
    const at = `<t:${Math.trunc(origin.time / 1_000)}:T>`;
    return `${at} ${standing(severity, status).word}${name} · ${origin.source} · ${origin.eventId}`;
  });
  return {
    title: titled(WORDS[list.severity], countOf(list.entries.length, 'message')),
    color: COLOURS[list.severity],
    description: [...(possibleRepeat ? [REPEAT, ''] : []), ...lines].join('\n'),
  };
}

/**
 * What the dispatcher may put into one list. Escaping doubles a title at most, and 130 units stand around each: twenty
 * entries of the worst kind are 4,050 of the description's 4,096.
 */
export const LIST_LIMITS = { listLength: 1_700, listEntryLength: 200 } as const;

function standing(severity: Severity, status: IncidentState | null) {
  if (status === null || status === 'firing') return { colour: COLOURS[severity], word: WORDS[severity] };
  const { colour, word } = STATES[status];
  // What is acknowledged or muted is still as bad as it is.
  return { colour, word: status === 'resolved' ? word : word + WORDS[severity] };
}

/** Bold, as no body can be. A moment is shown in the reader's own time, and how long ago it is. */
function factLine(fact: Fact, textLength: number): { readonly text: string } {
  const label = escapeWithin(labelOf(fact), LABEL_LENGTH);
  if (!('at' in fact)) return { text: `**${label}:** ${escapeWithin(oneLine(fact.text), textLength)}` };
  const unix = Math.trunc(fact.at / 1_000);
  return { text: `**${label}:** <t:${unix}:f> (<t:${unix}:R>)` };
}

function titled(word: string, title: string): string {
  const text = escapeWithin(oneLine(title), TITLE_LENGTH - word.length);
  return word + (SEEN.test(text) ? text : '(no title)');
}

/** Nothing is parsed in a footer: its text stands as it is. */
function under(severity: Severity, { source, type, eventId, traceId, time }: Origin): Partial<Embed> {
  const said = [severity, source, oneLine(type), `event ${eventId}`, `trace ${traceId}`];
  const text = said.map((part) => clip(part, FOOTER_PART_LENGTH)).join(' · ');
  return { footer: { text }, timestamp: new Date(time).toISOString() };
}

/** The address as the URL standard writes it: without a space or bracket, so that nothing can stand behind it. */
function linkOf(link: string | null): string | null {
  if (link === null || !URL.canParse(link)) return null;
  const { href, protocol } = new URL(link);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return href.length > URL_LENGTH || /[\s<>]/.test(href) ? null : href;
}

function spaced(part: string): number {
  return part === '' ? 0 : part.length + 2;
}
