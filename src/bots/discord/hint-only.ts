import type { ResponseLike } from 'discord.js';
import { z } from 'zod';

const limitSchema = z.object({ retry_after: z.number() });

/**
 * A 429 with nothing in it but how long to wait: from the header, or where that is missing from the body
 * (https://docs.discord.com/developers/topics/rate-limits). The library would remember the rest by the system's clock
 * and refuse by itself, also after the wait is over by ours.
 */
export async function hintOnly(response: ResponseLike): Promise<ResponseLike> {
  if (response.status !== 429) return response;
  const body = await response.text();
  const after = response.headers.get('retry-after') ?? hintOf(body);
  return new Response(body, { status: 429, headers: after === null ? {} : { 'retry-after': after } });
}

function hintOf(body: string): string | null {
  try {
    return String(limitSchema.parse(JSON.parse(body)).retry_after);
  } catch {
    return null;
  }
}
