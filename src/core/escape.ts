// Controls (C0, DEL, C1), lone surrogates, line and paragraph separators, what reorders text (bidi), what hides in it
// (zero-width space, BOM, invisible operators, tag characters). Not the joiners U+200C and U+200D: scripts and emoji
// need them, and they move nothing.
const NOT_SHOWN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const EACH_NOT_SHOWN = new RegExp(NOT_SHOWN.source, 'gu');

// Most lines; told much faster than by the sets below.
const PRINTABLE_ASCII = /^[ -~]*$/;

// For machines, whatever is invisible: all format characters too, joiners among them.
const NOT_PLAIN_IN_JSON = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{e0000}-\u{e0fff}]/u;
const EACH_NOT_PLAIN_IN_JSON = new RegExp(NOT_PLAIN_IN_JSON.source, 'gu');

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The text on one line, for a person: what a terminal or a chat would obey or hide stands there visibly, as `\n`,
 * `\t`, `\r` or `\u{1b}`. A backslash stays itself, so this can't be undone.
 */
export function escapeControls(text: string): string {
  if (PRINTABLE_ASCII.test(text) || !NOT_SHOWN.test(text)) return text;
  return text.replace(EACH_NOT_SHOWN, (char) => SHORT[char] ?? `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/**
 * One line of JSON, without its line end, whose strings hold such characters raw: escaped as JSON does it (`\u009b`),
 * so that `JSON.parse` gives the same value.
 */
export function escapeJsonLine(json: string): string {
  if (PRINTABLE_ASCII.test(json) || !NOT_PLAIN_IN_JSON.test(json)) return json;
  return json.replace(EACH_NOT_PLAIN_IN_JSON, (char) => {
    let escaped = '';
    for (let i = 0; i < char.length; i++) escaped += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return escaped;
  });
}
