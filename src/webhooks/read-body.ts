import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly ok: true; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: 'body_too_large' | 'client_gone' };

/**
 * Reads a body as it came, without decoding anything, up to `maxBytes`. Trailers are not looked at. `nextTurn` resolves when
 * what came at the same time has been read: with the request's head a whole body, mostly. It is then taken at once, without the
 * events of a stream. All whose bodies end at the same time go on together.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  nextTurn: () => Promise<void>,
): Promise<ReadBody> {
  await nextTurn();
  if (!request.complete) {
    const read = await readStream(request, maxBytes);
    await nextTurn();
    return read;
  }
  if (request.readableLength > maxBytes) return { ok: false, reason: 'body_too_large' };
  // Told how much, it joins the pieces; untold, it gives the first of them.
  const body: unknown = request.read(request.readableLength);
  return { ok: true, body: body instanceof Uint8Array ? body : new Uint8Array() };
}

function readStream(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  if (request.destroyed) return Promise.resolve({ ok: false, reason: 'client_gone' });
  const { promise, resolve } = Promise.withResolvers<ReadBody>();
  const chunks: Buffer[] = [];
  let length = 0;
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    request.off('data', onData);
    resolve({ ok: false, reason: 'body_too_large' });
  };
  request.on('data', onData);
  request.on('end', () => {
    const [only] = chunks;
    resolve({ ok: true, body: only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks) });
  });
  // After the end these come too late to matter: a promise is settled once.
  const gone = (): void => resolve({ ok: false, reason: 'client_gone' });
  request.on('error', gone);
  request.on('close', gone);
  return promise;
}
