import { firstMatch } from '../compare.ts';
import { findHeader, requireHeader } from '../headers.ts';
import type { BoundScheme, Checked, RawRequest, Scheme, VerifyReason } from '../scheme.ts';
import { headerName, placeSchema, textAtPlace, textInBody } from './hmac-fields.ts';

/** What a header can carry without being read in two ways: ASCII, spaces inside only. */
const TOKEN = /^[!-~](?:[ -~]*[!-~])?$/;
const BEARER = /^bearer +(.*)$/i;
const LONGEST_TOKEN = 4096;

const shape = {
  header: headerName
    .optional()
    .describe('another header than `Authorization`; it then holds the token alone'),
  id: placeSchema.optional().describe('the sender’s delivery id: `{ header }` or `{ field }`'),
  type: placeSchema.optional().describe('the event’s type: `{ header }` or `{ field }`'),
};

/** A shared token in a header (RFC 6750, section 2.1). It proves who sends, and signs nothing. */
export const bearer = {
  name: 'bearer',
  shape,
  dedupMs: null,
  create({ header, id, type }, context): BoundScheme {
    const secrets = context.secrets.map((secret) => secret.reveal());
    secrets.forEach((text, index) => {
      if (!TOKEN.test(text))
        throw new Error(`secrets: ${index}: this secret can't stand in a header: ASCII text only`);
    });
    const tokens = secrets.map((text) => Buffer.from(text));
    const idHeader = id !== undefined && 'header' in id ? id.header : null;

    return {
      check(request): Checked {
        const token = readToken(request, header);
        if (!token.ok) return token;
        const secret = firstMatch(tokens, [Buffer.from(token.value)]);
        if (secret === -1) return { ok: false, reason: 'token_mismatch' };
        const found = idHeader === null ? ({ found: 'absent' } as const) : findHeader(request, idHeader);
        if (found.found === 'duplicated') return { ok: false, reason: 'id_malformed' };
        const deliveryId = found.found === 'one' && found.value !== '' ? found.value : null;
        return {
          ok: true,
          secret,
          signedAt: null,
          deliveryId,
          idSigned: deliveryId !== null,
          signed: request.body,
        };
      },
      sign(input) {
        const token = secrets[0] ?? '';
        const auth = [header ?? 'Authorization', header === undefined ? `Bearer ${token}` : token] as const;
        const more: (readonly [string, string])[] = [];
        if (idHeader !== null) more.push([idHeader, input.id]);
        if (type !== undefined && 'header' in type && input.type !== null)
          more.push([type.header, input.type]);
        return [auth, ...more];
      },
      describe: (request, data) => ({ type: textAtPlace(type, request, data), subject: null }),
      idInBody: (data) => textInBody(id, data),
    };
  },
} as const satisfies Scheme<'bearer', typeof shape>;

function readToken(
  request: RawRequest,
  header: string | undefined,
): { ok: true; value: string } | { ok: false; reason: VerifyReason } {
  const found = requireHeader(request, header ?? 'Authorization', 'signature_missing', 'signature_duplicate');
  if (!found.ok) return found;
  const token = header === undefined ? BEARER.exec(found.value)?.[1] : found.value;
  const fits = token !== undefined && token.length <= LONGEST_TOKEN && TOKEN.test(token);
  return fits ? { ok: true, value: token } : { ok: false, reason: 'signature_malformed' };
}
