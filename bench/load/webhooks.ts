import { z } from 'zod';
import { newWebhook } from '../webhook.ts';
import { sendBurst, serveBursts } from './burst.ts';
import { openNodeClient } from './node-client.ts';
import { openSockets } from './sockets.ts';

export const CLIENTS = ['sockets', 'node'] as const;
export type ClientName = (typeof CLIENTS)[number];

/** One burst of requests: so many in all, over so many kept-alive connections, one at a time on each. */
const webhookBurst = z.object({
  client: z.enum(CLIENTS),
  url: z.url(),
  secret: z.string(),
  requests: z.int(),
  connections: z.int(),
});
export type WebhookBurst = z.infer<typeof webhookBurst>;

const OPEN = { sockets: openSockets, node: openNodeClient };

if (import.meta.main) {
  serveBursts((message) => {
    const { client, secret, ...load } = webhookBurst.parse(message);
    return sendBurst(OPEN[client], { ...load, newPost: () => newWebhook(secret) });
  });
}
