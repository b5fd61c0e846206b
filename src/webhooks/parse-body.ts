import { isUtf8 } from 'node:buffer';
import type { Json } from '../core/json.ts';
import { type FormReason, parseForm } from './form.ts';
import { bodyKind } from './media-type.ts';
import { type JsonReason, parseJson } from './parse-json.ts';

/** Why a body is not acceptable, after its request was verified. */
export type BodyReason = 'body_not_utf8' | JsonReason | FormReason;
export type ParsedBody =
  /** `text`: JSON that says the same as `data`, where the body is that. */
  | { readonly ok: true; readonly data: Json; readonly text?: string }
  | { readonly ok: false; readonly reason: BodyReason };

/**
 * The data of a verified body: JSON where the content type says so, an object of strings for a form, else a string; an
 * empty body is `null` whatever its type (contract, section 4). Never throws.
 */
export function parseBody(bytes: Uint8Array, contentType: string | undefined): ParsedBody {
  if (bytes.length === 0) return { ok: true, data: null };
  const kind = bodyKind(contentType);
  if (kind === 'undecodable') return { ok: false, reason: 'body_not_utf8' };
  const text = decode(bytes);
  if (text === null) return { ok: false, reason: 'body_not_utf8' };
  if (kind === 'form') return parseForm(text);
  return kind === 'json' ? parseJson(text) : { ok: true, data: text };
}

/** What names a body's fields, whatever its content type says: JSON where it is JSON, else a form; `null`: neither. */
export function fieldsOf(bytes: Uint8Array): Json {
  const text = decode(bytes);
  if (text === null) return null;
  const json = parseJson(text);
  const parsed = json.ok ? json : parseForm(text);
  return parsed.ok ? parsed.data : null;
}

/** Strict UTF-8; a byte order mark stays in the text, where JSON refuses it. */
function decode(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
