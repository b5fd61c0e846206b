import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import { sendBurst, serveBursts } from './burst.ts';
import type { Post } from './client.ts';
import { openSockets } from './sockets.ts';

/** So many requests of so many records each, over so many kept-alive connections, one at a time on each. */
const usageBurst = z.object({
  url: z.url(),
  key: z.string(),
  requests: z.int(),
  records: z.int(),
  connections: z.int(),
});
export type UsageBurst = z.infer<typeof usageBurst>;

const MODELS = ['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18', 'gpt-4.1', 'o3-mini'];
const PROMPTS = Array.from({ length: 20 }, () => randomBytes(8).toString('hex'));
const TRIGGERS = 2_000;

/** A call of OpenAI's as a workflow reports it; each has an id of its own. */
function newRecord() {
  const prompt = randomInt(100, 4_000);
  const completion = randomInt(1, 800);
  return {
    id: `chatcmpl-${randomBytes(15).toString('hex')}`,
    provider: 'openai',
    model: MODELS[randomInt(MODELS.length)],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: randomInt(100), audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    at: new Date().toISOString(),
    latencyMs: randomInt(200, 4_000),
    traceId: randomBytes(16).toString('hex'),
    trigger: { kind: 'webhook', id: `delivery-${randomInt(TRIGGERS)}` },
    promptHash: PROMPTS[randomInt(PROMPTS.length)],
  };
}

function newPost({ key, records }: UsageBurst): Post {
  return {
    path: '/v1/usage',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(records === 1 ? newRecord() : Array.from({ length: records }, newRecord)),
  };
}

if (import.meta.main) {
  serveBursts((message) => {
    const burst = usageBurst.parse(message);
    return sendBurst(openSockets, { ...burst, newPost: () => newPost(burst) });
  });
}
