import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What the program answered to a post. */
export interface Answer {
  readonly status: number;
  readonly id: string | null;
  readonly duplicate: boolean;
  readonly requestId: string | null;
}

export interface Post {
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

const answerSchema = z.object({
  id: z.string().nullable().default(null),
  duplicate: z.boolean().default(false),
  requestId: z.string().nullable().default(null),
});

/**
 * Posts; `null` where no whole answer came: the connection broke, or `signal` aborted. `half`: sends half of the
 * body and waits, as a slow sender.
 */
export function send(
  { url, headers, body }: Post,
  signal: AbortSignal,
  half = false,
): Promise<Answer | null> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', agent: false, signal });
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    outgoing.setHeader('content-length', body.length);
    outgoing.once('error', () => resolve(null));
    outgoing.once('response', (response) => {
      text(response)
        .then((json) =>
          resolve({ status: response.statusCode ?? 0, ...answerSchema.parse(JSON.parse(json)) }),
        )
        .catch(() => resolve(null));
    });
    if (half) outgoing.write(body.subarray(0, body.length / 2));
    else outgoing.end(body);
  });
}
