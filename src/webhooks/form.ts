import type { Json } from '../core/json.ts';
import { MAX_ITEMS } from './json-limits.ts';

export type FormReason = 'body_not_utf8' | 'body_too_many_items' | 'body_forbidden_key';
export type Form =
  | { readonly ok: true; readonly data: Json }
  | { readonly ok: false; readonly reason: FormReason };

const STRAY_PERCENT = /%(?![0-9a-fA-F]{2})/g;

/**
 * A body of `application/x-www-form-urlencoded` as an object of strings; a repeated name becomes an array. Pairs are
 * taken apart as the WHATWG URL standard (section 5.1) does, but bytes that are no UTF-8 refuse the body.
 */
export function parseForm(text: string): Form {
  const pairs = text.split('&', MAX_ITEMS + 1);
  if (pairs.length > MAX_ITEMS) return { ok: false, reason: 'body_too_many_items' };
  const data: Record<string, string | string[]> = {};
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === null || value === null) return { ok: false, reason: 'body_not_utf8' };
    if (name === '__proto__') return { ok: false, reason: 'body_forbidden_key' };
    const before = Object.hasOwn(data, name) ? data[name] : undefined;
    if (before === undefined) data[name] = value;
    else if (typeof before === 'string') data[name] = [before, value];
    else before.push(value);
  }
  return { ok: true, data };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ').replaceAll(STRAY_PERCENT, '%25'));
  } catch {
    return null;
  }
}
