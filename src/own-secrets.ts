import { randomBytes } from 'node:crypto';
import { keptSecret } from './kept-secret.ts';
import type { Secret } from './core/secret.ts';

/** What the commands that change something show to the private listener. */
export function controlKey(dataDir: string): Secret {
  return keptSecret(dataDir, 'control.key', () => randomBytes(32).toString('base64url'));
}

/** The secret of the source `demo`, which is there while none is configured. */
export function demoSecret(dataDir: string): Secret {
  return keptSecret(dataDir, 'demo.secret', () => `whsec_${randomBytes(24).toString('base64')}`);
}
