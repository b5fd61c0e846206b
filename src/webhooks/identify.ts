import { hash } from 'node:crypto';
import type { Json } from '../core/json.ts';
import type { Checked, RawRequest } from './scheme.ts';
import { SIGNED_ID_KEEP_MS, type Source } from './source.ts';

/** What a verified request is about, and what makes a repeat of it a repeat. */
export interface Identity {
  readonly deliveryId: string | null;
  /** The sender's own event name; `null` where it names none. */
  readonly type: string | null;
  readonly subject: string | null;
  /** The key is scoped to the source; `null`: no repeat is recognised. */
  readonly dedup: { readonly key: Uint8Array; readonly keepMs: number } | null;
}

const LONGEST = 200;
const KEY_BYTES = 16;

/**
 * Names a verified request. `data` holds the fields of its body (`fieldsOf`), `name` is the source's. Type, subject and id are a stranger's
 * text: over 200 characters or with control characters they count as not given.
 */
export function identify(
  name: string,
  request: RawRequest,
  source: Source,
  checked: Extract<Checked, { ok: true }>,
  data: Json,
): Identity {
  const { type, subject } = source.bound.describe(request, data);
  const bodyId = source.bound.idInBody?.(data) ?? null;
  return {
    deliveryId: clean(checked.deliveryId ?? bodyId),
    type: clean(type),
    subject: clean(subject),
    dedup: dedupOf(name, source, checked, bodyId),
  };
}

function dedupOf(
  name: string,
  source: Source,
  checked: Extract<Checked, { ok: true }>,
  bodyId: string | null,
): Identity['dedup'] {
  const id = checked.idSigned ? checked.deliveryId : bodyId;
  const keepMs =
    id !== null ? source.idKeepMs : checked.signedAt !== null ? SIGNED_ID_KEEP_MS : source.dedupMs;
  if (keepMs === null) return null;
  return { key: keyOf(name, id), keepMs };

  function keyOf(name: string, id: string | null): Uint8Array {
    const [kind, what] = id !== null ? ['id', Buffer.from(id)] : ['content', checked.signed];
    // Names hold no line break, so no two (source, kind, content) give the same bytes.
    const digest = hash('sha256', Buffer.concat([Buffer.from(`${name}\n${kind}\n`), what]), 'hex');
    return Buffer.from(digest.slice(0, KEY_BYTES * 2), 'hex');
  }
}

function clean(text: string | null): string | null {
  if (text === null || text === '' || text.length > LONGEST) return null;
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? null : text;
}
