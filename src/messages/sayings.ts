import { at, isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { firstLines, wordAt } from './words.ts';

/** Where senders put what a person would want to read, best first. */
const SAYING_KEYS = [
  'title',
  'subject',
  'headline',
  'summary',
  'message',
  'text',
  'description',
  'content',
  'body',
];
/** What needs the event's name before it to say anything. */
const BARE_KEYS = ['name', 'display_name', 'status'];
/** Where senders put the name of the event itself. */
const KIND_KEYS = [
  'event_type',
  'event_name',
  'eventType',
  'eventName',
  'event',
  'type',
  'object_kind',
  'subscriptionType',
  'kind',
  'action',
];
/** Envelopes: what they hold may hold the thing in turn. */
const ENVELOPES = new Set(['data', 'object', 'attributes', 'payload', 'resource']);
/** Fields of one object looked into; the rest of a giant is not searched. */
const LOOKED_INTO = 30;

export interface Found {
  readonly text: string;
  readonly path: string;
}

/** What the data says about itself: at the top, else in an object one level down (two within an envelope). */
export function findSaying(data: JsonObject): (Found & { readonly bare: boolean }) | null {
  const holders: readonly (readonly [string, JsonObject])[] = [['', data], ...insides(data)];
  for (const [keys, bare] of [
    [SAYING_KEYS, false],
    [BARE_KEYS, true],
  ] as const) {
    for (const [path, holder] of holders) {
      for (const key of keys) {
        const text = plainText(at(holder, key));
        if (text !== null) return { text, path: path === '' ? key : `${path}.${key}`, bare };
      }
    }
  }
  return null;
}

/** The event's own name within the data. */
export function findKind(data: JsonObject): Found | null {
  for (const [path, holder] of [['', data] as const, ...insides(data)]) {
    for (const key of KIND_KEYS) {
      const text = wordAt(holder, key);
      if (text !== null && /\p{L}/u.test(text) && plainText(text) !== null) {
        return { text, path: path === '' ? key : `${path}.${key}` };
      }
    }
  }
  return null;
}

/** The objects one level down, then what those hold within an envelope, each with its path. */
export function insides(data: JsonObject): (readonly [string, JsonObject])[] {
  const first = objectsIn(data, '');
  return [
    ...first,
    ...first.flatMap(([path, value]) => objectsIn(value, path).filter(([, , key]) => ENVELOPES.has(key))),
  ].map(([path, value]) => [path, value] as const);
}

function objectsIn(data: JsonObject, above: string): (readonly [string, JsonObject, string])[] {
  const found: (readonly [string, JsonObject, string])[] = [];
  let looked = 0;
  for (const key in data) {
    if (looked++ >= LOOKED_INTO) break;
    const value = at(data, key);
    if (isObject(value)) found.push([above === '' ? key : `${above}.${key}`, value, key]);
  }
  return found;
}

/** The first line of a text, or `null` where it is none, an address, or JSON within JSON. */
export function plainText(value: Json): string | null {
  const text = firstLines(value, 1)?.split('\n')[0] ?? null;
  return text === null || /^(?:https?:\/\/|\{\s*"|\[\s*[{["])/.test(text) ? null : text;
}
