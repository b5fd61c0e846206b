import type { Accepted, Incoming } from '../core/ports.ts';
import { addressAllowed, admit } from './admit.ts';
import { answer } from './answer.ts';
import { logExchange } from './exchange.ts';
import { identify } from './identify.ts';
import type { Exchange, ListenerContext } from './listener-context.ts';
import { bodyKind } from './media-type.ts';
import { fieldsOf, parseBody } from './parse-body.ts';
import { readBody } from './read-body.ts';
import { recordRefusal, refuse } from './refuse.ts';
import type { Checked, RawRequest } from './scheme.ts';
import type { Source } from './source.ts';
import { check } from './verify.ts';

/**
 * A webhook's way through the listener: checks of its head, body, signature, meaning, and then the durable accept.
 * A 2xx is sent only after `accept` said so.
 *
 * Requests that came at the same time go side by side, all through one step before any takes the next: that is what
 * `nextTurn` and each `await Promise.resolve()` are for. A step's code then stays in the processor's caches,
 * which nearly halves its time under load.
 */
export async function receive(context: ListenerContext, exchange: Exchange): Promise<void> {
  const turned = admit(context, exchange);
  if (turned !== null) return refuse(context, exchange, turned.reason, turned);

  if (exchange.request.headers.expect !== undefined) exchange.response.writeContinue();
  const read = await readBody(exchange.request, context.limits.bodyBytes, context.nextTurn);
  if (!read.ok) return refuse(context, exchange, read.reason);

  const { source, sourceName } = exchange;
  const request = rawRequest(exchange, read.body);
  if (source === undefined || sourceName === null) {
    context.decoy(read.body);
    return refuse(context, exchange, 'unknown_source');
  }
  const checked = check(request, source, context.clock.now());
  if (!addressAllowed(exchange)) return refuse(context, exchange, 'address_not_allowed');
  if (!checked.ok) return refuse(context, exchange, checked.reason);
  await Promise.resolve();

  const contentType = exchange.request.headers['content-type'];
  const parsed = parseBody(read.body, contentType);
  if (!parsed.ok) return refuse(context, exchange, parsed.reason);
  const handshake = source.bound.handshake?.(parsed.data) ?? null;
  if (handshake !== null) {
    answer(context, exchange, 200, handshake.body, [], handshake.contentType);
    recordRefusal(context, exchange, 'handshake', 200, null);
    return logExchange(context, exchange, 'handshake', null, 200);
  }
  await Promise.resolve();
  // No scheme signs the content type: under another one the same delivery must not look like a new one.
  const fields = bodyKind(contentType) === 'json' ? parsed.data : fieldsOf(read.body);
  const identity = identify(sourceName, request, source, checked, fields);
  const type = identity.type ?? 'webhook';
  const accepted = await context.accept({
    id: exchange.id,
    source: sourceName,
    type,
    subject: identity.subject,
    severity: 'info',
    traceId: exchange.traceId,
    deliveryId: identity.deliveryId,
    data: parsed.data,
    dataText: parsed.text,
    dedup: identity.dedup,
    verification: verificationOf(exchange, source, checked),
  });
  await answerAccepted(context, exchange, sourceName, accepted, { type, deliveryId: identity.deliveryId });
}

async function answerAccepted(
  context: ListenerContext,
  exchange: Exchange,
  source: string,
  accepted: Accepted,
  { type, deliveryId }: { readonly type: string; readonly deliveryId: string | null },
): Promise<void> {
  switch (accepted.outcome) {
    case 'accepted':
      answer(context, exchange, 202, `{"id":"${accepted.id}"}`);
      await Promise.resolve();
      context.counted(source, 'accepted');
      logExchange(context, exchange, 'accept', null, 202, {
        deliveryId,
        type,
        routes: accepted.routes,
      });
      break;
    case 'duplicate':
      answer(context, exchange, 200, `{"id":"${accepted.id}","duplicate":true}`);
      context.counted(source, 'duplicate');
      recordRefusal(context, exchange, 'duplicate', 200, accepted.id);
      logExchange(context, exchange, 'duplicate', null, 200, { deliveryId, eventId: accepted.id });
      break;
    case 'unavailable':
      refuse(context, exchange, accepted.reason);
      break;
  }
}

function verificationOf(
  { ip }: Exchange,
  { scheme }: Source,
  { secret, signedAt }: Extract<Checked, { ok: true }>,
): Incoming['verification'] {
  return { scheme, secret, signedAt, ip };
}

/** The request as the schemes see it: names and values as received, duplicates kept, no trailers. */
function rawRequest({ request, url }: Exchange, body: Uint8Array): RawRequest {
  const { rawHeaders } = request;
  const headers: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    headers.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  return { method: request.method ?? '', url, headers, body };
}
