import { decode, lowerHex } from '../encoding.ts';
import { findHeader } from '../headers.ts';
import type { RawRequest, VerifyReason } from '../scheme.ts';
import { DIGEST_BYTES, type HmacSpec } from './hmac-spec.ts';

/** Signatures beyond this many are not tried: no sender rotates more keys. */
export const MOST_SIGNATURES = 32;
const MOST_PARTS = 256;

/** What the signature headers carry: decoded signatures, and the times given beside them. */
export type Carried =
  | { readonly ok: true; readonly signatures: readonly Uint8Array[]; readonly timestamps: readonly string[] }
  | { readonly ok: false; readonly reason: VerifyReason };

/**
 * Reads every signature that is well-formed; others beside it (another version, a broken one) don't count. Without
 * one: malformed where something stood in its place, else missing.
 */
export function readSignatures(spec: HmacSpec, request: RawRequest): Carried {
  const signatures: Uint8Array[] = [];
  const timestamps: string[] = [];
  let malformed = false;
  for (const name of spec.headers) {
    const header = findHeader(request, name);
    if (header.found === 'duplicated') return { ok: false, reason: 'signature_duplicate' };
    if (header.found === 'absent' || header.value === '') continue;
    const list = partsOf(spec, header.value);
    timestamps.push(...list.timestamps);
    for (const text of list.signatures.slice(0, MOST_SIGNATURES)) {
      const bytes = signatureOf(spec, text);
      if (bytes !== null) signatures.push(bytes);
      else malformed = true;
    }
    malformed ||= list.malformed;
  }
  if (signatures.length > 0) return { ok: true, signatures, timestamps };
  return { ok: false, reason: malformed ? 'signature_malformed' : 'signature_missing' };
}

function partsOf({ parts }: HmacSpec, value: string) {
  if (parts === null) return { signatures: [value], timestamps: [], malformed: false };
  const signatures: string[] = [];
  const timestamps: string[] = [];
  let malformed = false;
  for (const piece of value.split(parts.separator, MOST_PARTS)) {
    const end = piece.indexOf(parts.assign);
    const key = piece.slice(0, Math.max(0, end));
    if (end === -1) malformed = true;
    else if (key === parts.signature) signatures.push(piece.slice(end + parts.assign.length));
    else if (key === parts.timestamp) timestamps.push(piece.slice(end + parts.assign.length));
  }
  return { signatures, timestamps, malformed };
}

function signatureOf(spec: HmacSpec, text: string): Uint8Array | null {
  if (!text.startsWith(spec.prefix)) return null;
  const rest = text.slice(spec.prefix.length);
  const bytes = decode(
    spec.upperHex === true && spec.encoding === 'hex' ? lowerHex(rest) : rest,
    spec.encoding,
  );
  return bytes?.length === DIGEST_BYTES[spec.algorithm] ? bytes : null;
}
