import { clip, manyLines, oneLine } from '../core/clip.ts';
import type { Json } from '../core/json.ts';
import type { Message } from '../core/message.ts';
import { firstLink } from './link.ts';

/** Lengths in UTF-16 units that every channel can show. */
const TITLE_UNITS = 200;
const BODY_UNITS = 1_500;
/** A text is cut to this multiple of its limit before it is cleaned, so that cleaning never costs more. */
const SLACK = 4;

/** What a renderer found, before it is cut to size. `links` are tried in order. */
export interface Draft {
  readonly title: string;
  readonly body: readonly (string | null)[];
  readonly links: readonly Json[];
}

/** The message of a draft: one-line title of at most 200 units, body of at most 1,500, a checked link or none. */
export function finish(draft: Draft): Message {
  const body = draft.body.filter((line) => line !== null && line !== '').join('\n');
  return {
    title: clip(oneLine(draft.title.slice(0, TITLE_UNITS * SLACK)), TITLE_UNITS),
    body: clip(manyLines(body.slice(0, BODY_UNITS * SLACK)), BODY_UNITS),
    link: firstLink(draft.links),
  };
}
