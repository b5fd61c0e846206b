import { createHmac, createPublicKey, createSecretKey, type KeyObject, verify } from 'node:crypto';
import { DAY_MS } from '../../core/duration.ts';
import { type Json, at, textAt } from '../../core/json.ts';
import type { Secret } from '../../core/secret.ts';
import { firstMatch } from '../compare.ts';
import { decode } from '../encoding.ts';
import { findHeader, requireHeader } from '../headers.ts';
import { macOf } from '../mac.ts';
import type { BoundScheme, Checked, RawRequest, Scheme } from '../scheme.ts';
import { isWithin, parseTime, TOLERANCE_MS, writeTime } from '../timestamp.ts';
import { MOST_SIGNATURES } from './hmac-parts.ts';

type Key = { readonly kind: 'v1' | 'v1a'; readonly key: KeyObject };

const FAMILIES = ['webhook', 'svix'] as const;
const FIELDS = ['id', 'timestamp', 'signature'] as const;
// No full stop: it ends the id in what is signed, and an id that held one could end elsewhere.
const ID = /^[!-\-/-~]{1,256}$/;
const BYTES = { v1: 32, v1a: 64 } as const;
/** What stands before a raw Ed25519 public key in its DER form (RFC 8410, section 4). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** https://www.standardwebhooks.com, version 1; Svix's headers are the same under another name. */
export const standardWebhooks = {
  name: 'standard-webhooks',
  shape: {},
  dedupMs: 7 * DAY_MS,
  create(_entry, context): BoundScheme {
    const keys = context.secrets.map(keyOf);
    return {
      check: (request, now) => check(keys, request, now),
      sign(input) {
        const [first] = keys;
        if (first?.kind !== 'v1') throw new Error('cannot sign: the first secret is a public key (whpk_)');
        const time = writeTime(input.now, 's');
        const signed = payloadOf(input.id, time, input.body);
        return [
          ['webhook-id', input.id],
          ['webhook-timestamp', time],
          ['webhook-signature', `v1,${createHmac('sha256', first.key).update(signed).digest('base64')}`],
        ];
      },
      describe: (_request, data) => describe(data),
    };
  },
} as const satisfies Scheme<'standard-webhooks', {}>;

function check(keys: readonly Key[], request: RawRequest, now: number): Checked {
  const family = FAMILIES.find((name) =>
    FIELDS.some((field) => findHeader(request, `${name}-${field}`).found !== 'absent'),
  );
  const prefix = family ?? 'webhook';
  const header = requireHeader(request, `${prefix}-signature`, 'signature_missing', 'signature_duplicate');
  if (!header.ok) return header;
  const id = requireHeader(request, `${prefix}-id`, 'id_missing', 'id_malformed');
  if (!id.ok) return id;
  const time = requireHeader(request, `${prefix}-timestamp`, 'timestamp_missing', 'timestamp_duplicate');
  if (!time.ok) return time;
  const atMs = parseTime(time.value, 's');
  if (atMs === null) return { ok: false, reason: 'timestamp_malformed' };

  const signatures = readList(header.value);
  if (signatures.length === 0) return { ok: false, reason: 'signature_malformed' };
  const signed = payloadOf(id.value, time.value, request.body);
  const secret = matchOf(keys, signatures, signed);
  if (secret === -1) return { ok: false, reason: 'signature_mismatch' };
  if (!ID.test(id.value)) return { ok: false, reason: 'id_malformed' };
  if (!isWithin(atMs, now, TOLERANCE_MS)) return { ok: false, reason: 'timestamp_skew' };
  return { ok: true, secret, signedAt: atMs, deliveryId: id.value, idSigned: true, signed };
}

/** The well-formed signatures of `v1,… v1a,…`; other versions and broken ones are not signatures. */
function readList(value: string): readonly { kind: Key['kind']; bytes: Uint8Array }[] {
  return value.split(' ', MOST_SIGNATURES).flatMap((text) => {
    const [, kind, encoded] = /^(v1a?),(.+)$/.exec(text) ?? [];
    if (encoded === undefined || (kind !== 'v1' && kind !== 'v1a')) return [];
    const bytes = decode(encoded, 'base64');
    return bytes?.length === BYTES[kind] ? [{ kind, bytes }] : [];
  });
}

/** Index of the first key that any signature of its kind fits, or -1. Every key is tried. */
function matchOf(keys: readonly Key[], signatures: ReturnType<typeof readList>, signed: Uint8Array): number {
  const fits = keys.map(({ kind, key }) => {
    const given = signatures.filter((signature) => signature.kind === kind).map(({ bytes }) => bytes);
    if (kind === 'v1') return firstMatch([macOf('sha256', key, signed)], given) !== -1;
    return given.map((bytes) => verify(null, signed, key, bytes)).includes(true);
  });
  return fits.indexOf(true);
}

function payloadOf(id: string, time: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${id}.${time}.`), body]);
}

function keyOf(secret: Secret, index: number): Key {
  const text = secret.reveal();
  const fault = (what: string) => new Error(`secrets: ${index}: this secret ${what}`);
  if (text.startsWith('whsk_'))
    throw fault('is a private key (whsk_); a receiver needs the public one (whpk_)');
  const bytes = decode(text.replace(/^wh(?:sec|pk)_/, ''), 'base64');
  if (bytes === null) throw fault('is not base64 after its prefix (whsec_ or whpk_)');
  if (bytes.length === 0) throw fault('is empty after its prefix: anybody could sign with it');
  if (!text.startsWith('whpk_')) return { kind: 'v1', key: createSecretKey(bytes) };
  if (bytes.length !== 32) throw fault('is no Ed25519 public key: 32 bytes are expected after whpk_');
  return {
    kind: 'v1a',
    key: createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' }),
  };
}

/** Replicate sends the prediction or training itself, without a type; its status is what happened. */
function describe(data: Json): { type: string | null; subject: string | null } {
  const type = textAt(data, 'type');
  if (type !== null) return { type, subject: textAt(data, 'data', 'id') };
  const id = textAt(data, 'id');
  const status = textAt(data, 'status');
  const isRun = ['version', 'model', 'urls'].some((key) => at(data, key) !== null);
  if (id === null || status === null || !isRun) return { type: null, subject: null };
  const training = textAt(data, 'urls', 'get')?.includes('/trainings/') === true;
  return { type: `${training ? 'training' : 'prediction'}.${status}`, subject: id };
}
