import type { Exchange, ListenerContext } from './listener-context.ts';

/** How much of a refused request's rest is read and thrown away before the connection is closed over it. */
const LINGER_BYTES = 1_048_576;

const JSON_TYPE = 'application/json';

/** Writes the one answer of an exchange. `headers` are further names and values, alternating. */
export function answer(
  context: ListenerContext,
  exchange: Exchange,
  status: number,
  body: string,
  headers: readonly string[] = [],
  contentType: string = JSON_TYPE,
): void {
  const { request, response } = exchange;
  exchange.done = true;
  const head = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body)), ...headers];
  const unread = !request.complete && declaresBody(exchange);
  if (unread || exchange.parserFailed || context.closing) head.push('Connection', 'close');
  response.writeHead(status, head);
  if (unread && !exchange.parserFailed) {
    response.write(body);
    linger(context, exchange);
  } else {
    response.end(body);
  }
}

/**
 * Keeps reading for a while after an early answer. Closing at once would reset the connection under a sender that is
 * still writing, and it would never see why it was refused.
 */
function linger(context: ListenerContext, { request, response }: Exchange): void {
  let length = 0;
  const finish = (): void => {
    cancel();
    if (!response.writableEnded) response.end();
  };
  const cancel = context.clock.after(context.limits.lingerMs, finish);
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > LINGER_BYTES) finish();
  });
  request.once('end', finish);
  request.once('close', finish);
}

function declaresBody({ request: { headers } }: Exchange): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
