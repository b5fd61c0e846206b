import { isMap, isNode, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { YAMLMap, YAMLSeq } from 'yaml';

type Collection = YAMLMap | YAMLSeq;
type Path = readonly string[];

/** What is added: `key: value` to a mapping, or an item to a list (`key` is `null`). */
export interface Addition {
  readonly path: Path;
  readonly key: string | null;
  readonly value: unknown;
  /** Stands behind it, where it gets a line of its own. */
  readonly comment: string | null;
}

/** The deepest thing on the way to a path that is there. */
type Spot =
  | { readonly kind: 'collection'; readonly node: Collection; readonly missing: Path }
  /** A key with nothing after its colon; `start` and `end` are the key's. */
  | { readonly kind: 'empty-key'; readonly start: number; readonly end: number; readonly missing: Path }
  | { readonly kind: 'empty-document' }
  | { readonly kind: 'other' };

/** The text with the addition put in, and not a character changed besides; `null` where there is no place for it. */
export function insertInto(text: string, addition: Addition): string | null {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const note = addition.comment === null ? '' : `   # ${addition.comment}`;
  const spot = find(text, addition.path);
  if (spot.kind === 'other') return null;
  if (spot.kind === 'empty-document') return atEnd(text, section(addition, lineEnd) + note, lineEnd);
  if (spot.kind === 'empty-key') {
    const indent = ' '.repeat(columnOf(text, spot.start) + 2);
    const entry = indent + entryUnder(spot.missing, addition) + note;
    return afterLine(text, spot.end, entry, lineEnd);
  }
  const { node, missing } = spot;
  const entry = entryUnder(missing, addition);
  if (node.flow === true) return inFlow(text, node, isSeq(node) ? flow(addition.value) : entry);
  const [start = 0] = node.range ?? [];
  if (missing.length > 0 && missing.length === addition.path.length)
    return atEnd(text, section(addition, lineEnd) + note, lineEnd);
  const end = endOf(node);
  const line = ' '.repeat(columnOf(text, start)) + entry + note;
  return end === null ? null : afterLine(text, end, line, lineEnd);
}

/** A value on one line. */
export function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function find(text: string, path: Path): Spot {
  const root = parseDocument(text).contents;
  if (root === null || (isScalar(root) && root.value === null)) return { kind: 'empty-document' };
  if (!isMap(root)) return { kind: 'other' };
  let node: Collection = root;
  for (const [index, name] of path.entries()) {
    if (!isMap(node)) return { kind: 'other' };
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (pair === undefined) return { kind: 'collection', node, missing: path.slice(index) };
    const { key, value } = pair;
    if (isMap(value) || isSeq(value)) node = value;
    else {
      const empty = value === null || (isScalar(value) && value.value === null && value.source === '');
      if (!empty || !isScalar(key) || !key.range) return { kind: 'other' };
      const [start, end] = key.range;
      return { kind: 'empty-key', start, end, missing: path.slice(index + 1) };
    }
  }
  return { kind: 'collection', node, missing: [] };
}

/** Where the last value of a collection ends; `null`: it has none. */
function endOf(node: Collection): number | null {
  const last: unknown = node.items.at(-1);
  const pair = isNode(last) || typeof last !== 'object' || last === null ? null : last;
  const key = pair !== null && 'key' in pair ? pair.key : null;
  const value = pair !== null && 'value' in pair ? pair.value : last;
  const end = isNode(value) && value.range ? value : key;
  if ((isMap(end) || isSeq(end)) && end.flow !== true) return endOf(end);
  return isNode(end) && end.range ? end.range[1] : null;
}

function inFlow(text: string, node: Collection, entry: string): string | null {
  if (!node.range) return null;
  const end = endOf(node);
  if (end !== null) return `${text.slice(0, end)}, ${entry}${text.slice(end)}`;
  const inside = node.range[0] + 1;
  return `${text.slice(0, inside)} ${entry}${text.slice(inside).replace(/^(?! )/, ' ')}`;
}

function afterLine(text: string, offset: number, line: string, lineEnd: string): string {
  // A text of several lines ends behind its last line end.
  const end = text.indexOf('\n', text[offset - 1] === '\n' ? offset - 1 : offset);
  if (end === -1) return text + lineEnd + line + lineEnd;
  return text.slice(0, end + 1) + line + lineEnd + text.slice(end + 1);
}

function atEnd(text: string, lines: string, lineEnd: string): string {
  const gap = text === '' ? '' : text.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
  return text + gap + lines + lineEnd;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The first key of the path on a line of its own, the rest below it. */
function section({ path: [first, ...rest], ...added }: Addition, lineEnd: string): string {
  const entry = entryUnder(rest, { path: rest, ...added });
  return first === undefined ? entry : `${first}:${lineEnd}  ${entry}`;
}

/** `key: value` on one line, with the keys that are missing on the way to it. */
function entryUnder(missing: Path, { key, value }: Addition): string {
  const [first, ...rest] = missing;
  if (first === undefined) return key === null ? `- ${flow(value)}` : `${flow(key)}: ${flow(value)}`;
  const inner = [...rest, ...(key === null ? [] : [key])].reduceRight<unknown>(
    (inside, name) => ({ [name]: inside }),
    key === null ? [value] : value,
  );
  return `${flow(first)}: ${flow(inner)}`;
}
