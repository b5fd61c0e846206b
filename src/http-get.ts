const MOST_BYTES = 4_096;

/** Asks once, follows nobody elsewhere, reads 4 KiB at most. Throws with what is wrong in the message. */
export async function httpGet(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const { status, body } = await fetch(url, { signal, redirect: 'manual' });
    return { status, body: await beginning(body) };
  } catch (error) {
    // `fetch` says what is wrong in the cause alone.
    const cause = error instanceof Error ? error.cause : null;
    throw cause instanceof Error ? cause : error;
  }
}

async function beginning(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, MOST_BYTES);
}
