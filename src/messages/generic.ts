import { at, isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Message } from '../core/message.ts';
import type { BuiltIn } from './built-in.ts';
import { finish } from './draft.ts';
import { fieldLines } from './fields.ts';
import { findKind, findSaying, insides, plainText } from './sayings.ts';
import { firstLines, labelled, plural, spaced, word } from './words.ts';

const ITEMS = 12;
const LINK_KEYS = [
  'html_url',
  'web_url',
  'permalink',
  'link',
  'url',
  'href',
  'target_url',
  'details_url',
  'uri',
];

/** Any other JSON: whatever reads like a title, then the fields one to a line. Fits everything. */
export const generic: BuiltIn = {
  name: 'generic',
  fits: () => true,
  render(event) {
    const { data, source } = event;
    const type = word(event.type);
    const named = type === null || type === 'webhook' || spaced(type) === '' ? null : type;
    if (Array.isArray(data)) return renderList(data, `${named ?? 'webhook'} from ${source}`);
    if (isObject(data)) return renderObject(data, named, source);
    const title = `${named ?? 'webhook'} from ${source}`;
    return finish({ title, body: [firstLines(data, 12) ?? scalar(data)], links: [addressIn(data)] });
  },
};

function renderObject(data: JsonObject, type: string | null, source: string): Message {
  const saying = findSaying(data);
  const kind = type === null ? findKind(data) : { text: type, path: null };
  // a name alone (`pi`, `ok`) says little; a whole sentence needs no introduction
  const introduced =
    saying !== null && (saying.bare || saying.path.includes('.')) && kind?.text !== saying.text;
  const title =
    saying === null
      ? `${kind?.text ?? 'webhook'} from ${source}`
      : introduced && kind !== null
        ? labelled(kind.text, saying.text)
        : saying.text;
  const links = linksOf(data);
  const told = [saying?.path, saying === null || introduced ? kind?.path : null].filter(
    (path) => typeof path === 'string',
  );
  return finish({ title, body: fieldLines(data, [...told, ...shownBeside(data, type, links)]), links });
}

/** Keys whose value stands beside the fields anyway: the event's type, the message's link. */
function shownBeside(data: JsonObject, type: string | null, links: readonly Json[]): readonly string[] {
  const link = links.find((value) => typeof value === 'string' && /^https?:/.test(value)) ?? null;
  return Object.keys(data).filter((key) => data[key] !== null && (data[key] === type || data[key] === link));
}

function renderList(list: readonly Json[], title: string): Message {
  const [first = null] = list;
  const texts = list.slice(0, ITEMS).map((entry) => (isObject(entry) ? itemText(entry) : scalar(entry)));
  const rest = list.length - ITEMS;
  return finish({
    title: `${title}: ${plural(list.length, 'item')}`,
    body: [
      ...texts.map((text) => (text === null ? null : `• ${text}`)),
      rest > 0 ? `… and ${rest} more` : null,
    ],
    links: isObject(first) ? linksOf(first) : [addressIn(first)],
  });
}

function itemText(entry: JsonObject): string {
  const found = findSaying(entry)?.text ?? findKind(entry)?.text;
  return found ?? (fieldLines(entry, []).slice(0, 3).join(', ') || 'nothing');
}

function scalar(value: Json): string | null {
  return typeof value === 'boolean'
    ? String(value)
    : typeof value === 'string'
      ? plainText(value)
      : word(value);
}

function linksOf(data: JsonObject): Json[] {
  const holders = [data, ...insides(data).map(([, value]) => value)];
  return holders.flatMap((holder) => LINK_KEYS.map((key) => at(holder, key)));
}

/** The first address within a text. */
function addressIn(value: Json): string | null {
  if (typeof value !== 'string') return null;
  const [address = null] = /https?:\/\/[^\s<>"']{1,500}/.exec(value.slice(0, 4_000)) ?? [];
  return address;
}
