import { clip, oneLine } from '../../core/clip.ts';
import type { Message } from '../../core/message.ts';

const MAX_TITLE = 200;
const MAX_LINE = 400;

/** An answer: a title and lines, each kept to one line whatever strangers wrote into it. */
export function say(title: string, lines: readonly string[] = []): Message {
  return {
    title: part(title, MAX_TITLE),
    body: lines.map((line) => part(line, MAX_LINE)).join('\n'),
    link: null,
  };
}

/** A stranger's text as part of a line: what it does to the direction of writing ends with it. */
export function part(text: string, maxUnits: number): string {
  return clip(oneLine(text), maxUnits);
}
