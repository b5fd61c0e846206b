import { MINUTE_MS } from '../../core/duration.ts';
import { parseSource } from '../../webhooks/source.ts';
import { newSecret, type Home } from './home.ts';
import type { Post } from './post.ts';
import { newDelivery, signedPost, type Delivery } from './sender.ts';

/** A request that must not become an event. */
export interface BadPost {
  readonly kind: 'forged' | 'stale' | 'replayed' | 'oversized';
  readonly what: string;
  readonly expect: { readonly status: number; readonly reason: string };
  readonly post: Post;
}

/** The largest body that is taken has 256 KiB (contract, section 4). */
const TOO_MANY_BYTES = 300 * 1024;
const STALE_MS = 10 * MINUTE_MS;

/** The four that everybody who knows the address can send. `recorded`: an accepted delivery and its request. */
export function badPosts(
  home: Home,
  publicUrl: string,
  recorded: { readonly delivery: Delivery; readonly post: Post },
  now: number,
): readonly BadPost[] {
  const push = newDelivery({ source: 'github', type: 'push' });
  const stranger = parseSource({ scheme: 'github', secrets: [newSecret('hex')] });
  const invoice = newDelivery({ source: 'stripe', type: 'invoice' });
  const padding = { ...push, body: Buffer.from(JSON.stringify({ padding: 'x'.repeat(TOO_MANY_BYTES) })) };
  return [
    {
      kind: 'forged',
      what: 'signed with another secret',
      expect: { status: 401, reason: 'signature_mismatch' },
      post: signedPost(push, stranger.bound, publicUrl, now),
    },
    {
      kind: 'stale',
      what: 'well signed, 10 minutes ago',
      expect: { status: 401, reason: 'timestamp_skew' },
      post: signedPost(invoice, home.source('stripe').bound, publicUrl, now - STALE_MS),
    },
    {
      kind: 'replayed',
      what: `the ${recorded.delivery.payload.type} from above, sent again`,
      expect: { status: 200, reason: 'duplicate' },
      post: recorded.post,
    },
    {
      kind: 'oversized',
      what: 'well signed, 300 KiB',
      expect: { status: 413, reason: 'body_too_large' },
      post: signedPost(padding, home.source('github').bound, publicUrl, now),
    },
  ];
}
