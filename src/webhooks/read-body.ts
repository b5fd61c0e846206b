import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly ok: true; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: 'body_too_large' | 'client_gone' };

/** Reads a body as it came, without decoding anything, up to `maxBytes`. Trailers are not looked at. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
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
