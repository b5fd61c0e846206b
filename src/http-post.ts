/** Sends a text once, follows nobody elsewhere, and gives the answer's status. Rejects where there is no answer. */
export async function httpPost(url: string, body: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body,
    signal,
    redirect: 'manual',
  });
  await response.body?.cancel();
  return response.status;
}
