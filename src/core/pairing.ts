import { HOUR_MS } from './duration.ts';

export const CODE_LIVES_MS = HOUR_MS;
export const CODE_TRIES = 3;
const CODE_LETTERS = '23456789abcdefghjkmnpqrstvwxyz';
const CODE_LENGTH = 10;

/** A code that waits to be said in the chat that shall be paired. Used once. */
export interface PairingCode {
  readonly code: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly wrongTries: number;
  readonly used: boolean;
}

export type Pairing =
  | { readonly outcome: 'paired'; readonly next: PairingCode }
  | {
      readonly outcome: 'refused';
      readonly reason: 'wrong' | 'expired' | 'used' | 'too-many-tries';
      readonly next: PairingCode;
    };

/** A new code, easy to type on a phone: no letters that look alike. 49 bits of `randomBytes`. */
export function newPairingCode(randomBytes: (length: number) => Uint8Array, now: number): PairingCode {
  let code = '';
  while (code.length < CODE_LENGTH) {
    // Bytes that would make some letters likelier than others are drawn again.
    for (const byte of randomBytes(CODE_LENGTH)) {
      if (byte < 240 && code.length < CODE_LENGTH) code += CODE_LETTERS.charAt(byte % CODE_LETTERS.length);
    }
  }
  return { code, madeAt: now, wrongTries: 0, used: false };
}

/** Whether what somebody said is the code. A code lives an hour, pairs once, and dies of three wrong tries. */
export function tryCode(waiting: PairingCode, said: string, now: number): Pairing {
  if (waiting.used) return { outcome: 'refused', reason: 'used', next: waiting };
  if (now - waiting.madeAt >= CODE_LIVES_MS) return { outcome: 'refused', reason: 'expired', next: waiting };
  if (waiting.wrongTries >= CODE_TRIES)
    return { outcome: 'refused', reason: 'too-many-tries', next: waiting };
  if (said.trim().toLowerCase() === waiting.code) {
    return { outcome: 'paired', next: { ...waiting, used: true } };
  }
  return { outcome: 'refused', reason: 'wrong', next: { ...waiting, wrongTries: waiting.wrongTries + 1 } };
}
