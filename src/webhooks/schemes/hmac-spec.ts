import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from '../../core/secret.ts';
import { decode, type Encoding } from '../encoding.ts';
import type { TimeUnit } from '../timestamp.ts';
import type { Segment } from './hmac-payload.ts';

/** Where a value stands: in a header, or in the body under a JSON pointer. */
export type Place = { readonly header: string } | { readonly field: string };

/** How a sender of the HMAC family signs. GitHub, Stripe and Slack are constants of this type. */
export interface HmacSpec {
  /** Any of these may carry a signature. */
  readonly headers: readonly string[];
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: Encoding;
  /** True where upper-case hex is the sender's way of writing it. */
  readonly upperHex?: boolean;
  /** Stands before each signature. */
  readonly prefix: string;
  readonly parts: {
    readonly separator: string;
    readonly assign: string;
    readonly signature: string;
    readonly timestamp?: string | undefined;
  } | null;
  readonly payload: readonly Segment[];
  readonly timestamp: ((Place | { readonly part: true }) & { readonly unit: TimeUnit }) | null;
  readonly toleranceMs: number;
  readonly id: Place | null;
}

/** How a secret becomes the key's bytes. */
export interface KeyForm {
  readonly key: 'utf8' | 'hex' | 'base64';
  readonly keyPrefix: string;
}

export const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 } as const;

/** One key a secret. Throws where a secret is no key, without showing it. */
export function keysOf(secrets: readonly Secret[], { key, keyPrefix }: KeyForm): readonly KeyObject[] {
  return secrets.map((secret, index) => {
    const text = secret.reveal();
    const rest = text.startsWith(keyPrefix) ? text.slice(keyPrefix.length) : text;
    const bytes = key === 'utf8' ? Buffer.from(rest) : decode(key === 'hex' ? rest.toLowerCase() : rest, key);
    if (bytes === null) throw new Error(`secrets: ${index}: this secret is not ${key}`);
    if (bytes.length === 0)
      throw new Error(`secrets: ${index}: an empty secret: nothing is left after its prefix`);
    return createSecretKey(bytes);
  });
}
