import type { z } from 'zod';
import type { Json } from '../core/json.ts';
import type { Secret } from '../core/secret.ts';

/** A request as it came in: raw bytes, headers as received, duplicates kept. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** Why a request was not verified. The operator sees it, the caller never does. */
export type VerifyReason =
  | 'secret_missing'
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_duplicate'
  | 'signature_mismatch'
  | 'token_mismatch'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_duplicate'
  | 'timestamp_skew'
  | 'id_missing'
  | 'id_malformed'
  | 'request_malformed';

/** What a scheme found out about a request. */
export type Checked =
  | {
      readonly ok: true;
      /** Index of the secret that fitted. */
      readonly secret: number;
      /** Epoch milliseconds the sender signed; `null` where the scheme signs none. */
      readonly signedAt: number | null;
      /** The sender's id of the delivery, whether signed or not; `null` where the scheme has none. */
      readonly deliveryId: string | null;
      /** True where `deliveryId` is covered by the signature, or vouched for by a token that proves the whole request. */
      readonly idSigned: boolean;
      /** The bytes that the signature covers, for the deduplication of senders without a signed id. */
      readonly signed: Uint8Array;
    }
  | { readonly ok: false; readonly reason: VerifyReason };

export interface SignInput {
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly id: string;
  readonly type: string | null;
  /** The full address it is posted to. */
  readonly url: string;
}

/** The answer a scheme prescribes to a set-up request, given after verification and instead of an event. */
export interface Handshake {
  readonly contentType: string;
  readonly body: string;
}

/** A scheme bound to one source's entry. */
export interface BoundScheme {
  /** Never throws whatever the request holds. `now` is epoch milliseconds. */
  check(request: RawRequest, now: number): Checked;
  /** Headers that the sender would send with this body (`pithead send`, the demo, the tests). Throws where it can't sign. */
  sign(input: SignInput): readonly (readonly [string, string])[];
  /** The sender's own event name and subject; `null` where it names none. */
  describe(
    request: RawRequest,
    data: Json,
  ): { readonly type: string | null; readonly subject: string | null };
  handshake?(data: Json): Handshake | null;
  /** The delivery id where the (signed) body names it, for schemes whose signature has no id of its own. */
  idInBody?(data: Json): string | null;
}

/** What every scheme's `create` gets besides its own entry. */
export interface SchemeContext {
  readonly secrets: readonly Secret[];
  /** The whole address senders post to, for schemes that sign it; `null` where the source names none. */
  readonly url: string | null;
  /** `server.publicUrl` without a slash at its end; `null`: none is configured; `undefined`: the requests' own addresses count. */
  readonly publicUrl: string | null | undefined;
}

/** One scheme: one file, one line in `schemes/index.ts`. */
export interface Scheme<Name extends string = string, Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: Name;
  /** The keys of a `sources` entry beyond the common ones. */
  readonly shape: Shape;
  /** How long a repeat counts as a duplicate where neither id nor timestamp is signed; `null`: never (a token, not a signature). */
  readonly dedupMs: number | null;
  /** Throws an Error whose message names what is wrong with the entry (a secret that is no key, for one). */
  create(entry: z.infer<z.ZodObject<Shape>>, context: SchemeContext): BoundScheme;
}
