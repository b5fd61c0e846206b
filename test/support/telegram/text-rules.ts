import { z } from 'zod';

export const entitySchema = z.object({
  type: z.string(),
  offset: z.int(),
  length: z.int(),
  url: z.string().optional(),
  unix_time: z.int().optional(),
  date_time_format: z
    .string()
    .regex(/^(?:r|w?[dD]?[tT]?)$/)
    .optional(),
});
export type Entity = z.infer<typeof entitySchema>;

const TEXT_LENGTH = 4_096;
const MOST_ENTITIES = 100;
const MAY_HOLD_OTHERS = ['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'blockquote'];

/** Why Telegram would refuse a text with these entities, or show it other than meant; `null`: it would not. */
export function textProblem(text: string, entities: readonly Entity[], most = TEXT_LENGTH): string | null {
  if (text.trim() === '') return 'message text is empty';
  if (text.length > most) return 'message is too long';
  if (!text.isWellFormed()) return 'strings must be encoded in UTF-8';
  if (entities.length > MOST_ENTITIES) return 'more entities than are kept';
  for (const [i, entity] of entities.entries()) {
    const { offset, length, type, url } = entity;
    const end = offset + length;
    if (offset < 0 || length <= 0 || end > text.length) return `entity ${type} is out of range`;
    if (splitsPair(text, offset) || splitsPair(text, end)) return `entity ${type} splits a character`;
    if (type === 'text_link' && (url === undefined || !URL.canParse(url))) return 'a text_link without url';
    if (type === 'date_time' && (entity.unix_time ?? 0) <= 0) return 'a date_time without a time';
    for (const other of entities.slice(i + 1)) {
      if (overlapWrongly(entity, other)) return `entities ${type} and ${other.type} overlap`;
    }
  }
  return null;
}

function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

function overlapWrongly(a: Entity, b: Entity): boolean {
  if (a.offset + a.length <= b.offset || b.offset + b.length <= a.offset) return false;
  const [outer, inner] = a.length >= b.length ? [a, b] : [b, a];
  const within = inner.offset >= outer.offset && inner.offset + inner.length <= outer.offset + outer.length;
  return !within || !MAY_HOLD_OTHERS.includes(outer.type) || inner.type === 'code';
}

// What Telegram finds by itself, told apart from our own finder: written from the Bot API's list of entity types.
const AUTOMATIC = [
  /(?<![\w@])@\w{2,32}/g,
  /(?<![\w/<>])\/\w{1,64}(?:@\w{3,32})?/g,
  /(?<![\p{L}\p{N}_])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu,
  /(?<![\w$])\$[A-Z]{1,8}(?!\w)/g,
  /[a-z][a-z0-9+.-]*:\/\/[^\s]+/gi,
  /[\w.+-]+@[\w-]+\.\w{2,}/g,
  /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:com|org|net|io|de|dev|app|ai|me|in|is|рф|онлайн|中国)(?![\p{L}\p{N}])/giu,
  /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g,
  /(?<![\w+])\+?\d[\d ()-]{5,}\d(?!\w)/g,
];

// What Telegram drops from a text before it looks for links.
const DROPPED = /[\u2028-\u202e]|\u030a|\u0333|\u033f/g;

/** What of a text Telegram would link or ping by itself: what stands in none of `code` and `text_link`. */
export function automaticLinks(text: string, entities: readonly Entity[]): readonly string[] {
  const kept = (to: number): number => text.slice(0, to).replace(DROPPED, '').length;
  const closed = entities
    .filter(({ type }) => type === 'code' || type === 'text_link')
    .map(({ offset, length }) => ({ start: kept(offset), end: kept(offset + length) }));
  const shown = text.replace(DROPPED, '');
  return AUTOMATIC.flatMap((pattern) => [...shown.matchAll(pattern)])
    .filter(
      ({ index, 0: { length } }) => !closed.some(({ start, end }) => index < end && start < index + length),
    )
    .map(([found]) => found);
}
