import type { Secret } from '../core/secret.ts';
import { parseSource, type Source } from '../webhooks/source.ts';

/** The source `demo`, which is there while none is configured. */
export function demoSource(secret: Secret): Source {
  return parseSource({ scheme: 'standard-webhooks', secrets: [secret.reveal()] }, { name: 'demo' });
}
