import { parseOrNull } from './core/parse-or-null.ts';

const LONGEST_MS = 30_000;
const MOST_BYTES = 16_777_216;

/**
 * Asks for JSON once, follows nobody elsewhere, waits 30 s at most. `body` is `null` where it is no JSON. Rejects where there is
 * no answer, or one of more than 16 MiB.
 */
export async function httpGetJson(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  const { status, body } = await fetch(url, { headers, signal, redirect: 'manual' });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error('the answer is larger than 16 MiB');
  }
  return { status, body: parseOrNull(Buffer.concat(chunks).toString('utf8')) };
}
