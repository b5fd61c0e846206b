import type { Scheme } from '../scheme.ts';
import { bearer } from './bearer.ts';
import { github } from './github.ts';
import { hmac } from './hmac.ts';
import { slack } from './slack.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { stripe } from './stripe.ts';

/** Every scheme. To add one: one file beside this, one line here. */
export const SCHEMES = [
  github,
  standardWebhooks,
  stripe,
  slack,
  bearer,
  hmac,
] as const satisfies readonly Scheme[];
