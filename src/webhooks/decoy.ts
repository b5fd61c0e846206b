import { createSecretKey } from 'node:crypto';
import { macOf } from './mac.ts';

/**
 * What a request for an unknown source costs instead of its verification, so that the time an answer takes does not
 * tell which sources exist.
 */
export function createDecoy(randomBytes: (length: number) => Uint8Array): (body: Uint8Array) => void {
  const key = createSecretKey(randomBytes(32));
  return (body) => {
    macOf('sha256', key, body);
  };
}
