import { clip, manyLines, oneLine } from '../../core/clip.ts';
import type { Severity } from '../../core/event.ts';
import type { Message, Origin, Outgoing } from '../../core/message.ts';
import { escapeWithin } from './markdown.ts';

/** What Discord takes at most (https://docs.discord.com/developers/resources/message#embed-object-embed-limits). */
const TITLE_LENGTH = 256;
const DESCRIPTION_LENGTH = 4_096;
const URL_LENGTH = 2_048;
const FOOTER_PART_LENGTH = 100;

const COLOURS = { info: 0x3b82f6, warning: 0xf59e0b, critical: 0xdc2626 } as const satisfies Record<
  Severity,
  number
>;
const WORDS = { info: '', warning: 'Warning: ', critical: 'CRITICAL: ' } as const satisfies Record<
  Severity,
  string
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
  readonly origin: Origin | null;
  readonly possibleRepeat: boolean;
}

/** A message as an embed: its text shown and never parsed, its own link the only one. */
export function embedOf({ message, severity, origin, possibleRepeat }: EmbedOf): Embed {
  const link = linkOf(message.link);
  const first = possibleRepeat ? REPEAT : '';
  const last = link === null ? '' : `<${link}>`;
  const room = DESCRIPTION_LENGTH - spaced(first) - spaced(last);
  const body = escapeWithin(manyLines(message.body), room);
  const description = [first, body, last].filter((part) => part !== '').join('\n\n');
  return {
    title: titled(severity, message.title),
    color: COLOURS[severity],
    ...(description === '' ? {} : { description }),
    ...(link === null ? {} : { url: link }),
    ...(origin === null ? {} : under(severity, origin)),
  };
}

/** A list as an embed: one line for each of its events, with the reader's own time of day. */
export function listEmbed(list: Extract<Outgoing, { kind: 'list' }>, possibleRepeat: boolean): Embed {
  const lines = list.entries.map(({ title, severity, origin }) => {
    const name = escapeWithin(oneLine(title), 2 * LIST_LIMITS.listEntryLength);
    const at = `<t:${Math.trunc(origin.time / 1_000)}:T>`;
    return `${at} ${WORDS[severity]}${name} · ${origin.source} · ${origin.eventId}`;
  });
  return {
    title: titled(list.severity, `${list.entries.length} messages`),
    color: COLOURS[list.severity],
    description: [...(possibleRepeat ? [REPEAT, ''] : []), ...lines].join('\n'),
  };
}

/**
 * What the dispatcher may put into one list. Escaping doubles a title at most, and 112 units stand around each: twenty
 * entries of the worst kind are 3,900 of the description's 4,096.
 */
export const LIST_LIMITS = { listLength: 1_800, listEntryLength: 200 } as const;

function titled(severity: Severity, title: string): string {
  const word = WORDS[severity];
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
