import type { MessageEntity } from 'grammy/types';
import { linkableRanges } from './linkable.ts';

/** What Telegram takes beside `text`; offsets and lengths in UTF-16 units. */
export interface RichText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

/** Day of the week, short date and time (https://core.telegram.org/bots/api#date-time-entity-formatting). */
const SHOWN_AS = 'wdt';

type Style = 'bold' | 'italic' | null;

export interface RichTextBuilder {
  /** Words of ours that nothing links. */
  plain(text: string): void;
  bold(text: string): void;
  code(text: string): void;
  /** A moment (epoch milliseconds), which clients show in the reader's own time; those that can't show `text`. */
  moment(text: string, at: number): void;
  /** Shows `text`, leads to `url`. */
  link(text: string, url: string): void;
  /**
   * A stranger's text: what would become a link or a ping stands in `code`. `most`: how many such places are marked
   * one by one; of more, all from the first to the last stand in one.
   */
  untrusted(text: string, style: Style, most: number): void;
  /** What was put together elsewhere. */
  append(rich: RichText): void;
  done(): RichText;
}

/** What makes a message of it, with no preview of what it links to. */
export function contentOf({ text, entities }: RichText) {
  return { text, entities, link_preview_options: { is_disabled: true } };
}

/** Puts a message together from pieces. Telegram ignores entities beyond the hundredth, so callers count. */
export function createRichText(): RichTextBuilder {
  let text = '';
  const entities: MessageEntity[] = [];

  function styled(piece: string, style: Style): void {
    if (style !== null && piece.trim() !== '') {
      entities.push({ type: style, offset: text.length, length: piece.length });
    }
    text += piece;
  }

  function code(piece: string): void {
    if (piece !== '') entities.push({ type: 'code', offset: text.length, length: piece.length });
    text += piece;
  }

  return {
    plain(piece) {
      text += piece;
    },
    bold: (piece) => styled(piece, 'bold'),
    code,
    moment(piece, at) {
      const unix_time = Math.trunc(at / 1_000);
      entities.push({
        type: 'date_time',
        offset: text.length,
        length: piece.length,
        unix_time,
        date_time_format: SHOWN_AS,
      });
      text += piece;
    },
    link(piece, url) {
      entities.push({ type: 'text_link', offset: text.length, length: piece.length, url });
      text += piece;
    },
    untrusted(piece, style, most) {
      const found = linkableRanges(piece);
      const [first, last] = [found[0], found.at(-1)];
      if (first === undefined || last === undefined) return styled(piece, style);
      const ranges = found.length > most ? [{ start: first.start, end: last.end }] : found;
      let done = 0;
      for (const { start, end } of ranges) {
        styled(piece.slice(done, start), style);
        code(piece.slice(start, end));
        done = end;
      }
      styled(piece.slice(done), style);
    },
    append(rich) {
      for (const entity of rich.entities) entities.push({ ...entity, offset: entity.offset + text.length });
      text += rich.text;
    },
    done: () => ({ text, entities }),
  };
}
