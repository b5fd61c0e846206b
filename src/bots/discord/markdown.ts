import { clip } from '../../core/clip.ts';

// What means something anywhere in Discord's markdown: emphasis, code, spoilers, masked links, and with `<` and `@`
// mentions, custom emoji, timestamps and commands. A colon makes addresses and `:emoji:` where a letter follows.
const ANYWHERE = /[\\*_~|`<[\]@]|:(?=\S)/g;
// What means something at the start of a line: headings, small print, lists, quotes.
const AT_LINE_START = /^([ \t]*)([#>+-]|\d+(?=[.)]))/gm;
const HALF_ESCAPE = /(?<!\\)((?:\\\\)*)\\…$/;

/**
 * The text such that Discord shows it as it is: a backslash before whatever it would read as markup, mention or link.
 * Source of what there is: https://support.discord.com/hc/en-us/articles/210298617 and
 * https://docs.discord.com/developers/reference#message-formatting
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(ANYWHERE, '\\$&')
    .replace(AT_LINE_START, (_all, indent: string, mark: string) =>
      /\d/.test(mark) ? `${indent}${mark}\\` : `${indent}\\${mark}`,
    );
}

/** The text escaped and then cut to `maxUnits` UTF-16 units, splitting neither a grapheme nor an escape. */
export function escapeWithin(text: string, maxUnits: number): string {
  // Escaping only makes it longer: what lies beyond the limit can't come in, but shows that there was more.
  const escaped = escapeMarkdown(clip(text, maxUnits + 1));
  return clip(escaped, maxUnits).replace(HALF_ESCAPE, '$1…');
}
