import type { TraceId } from '../core/ids.ts';
import type { LoopbackRequest, LoopbackRequests } from '../probes/loopback/port.ts';
import { DEFAULT_LIMITS } from '../webhooks/listener-context.ts';
import { parseSource, type Source } from '../webhooks/source.ts';

export interface LoopbackSenderDeps {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newTraceId: () => TraceId;
  /** For keys, too. */
  readonly randomBytes: (length: number) => Uint8Array;
}

/** The sender of a loopback's own source, whose secret is as old as the process and known to nobody else. */
export interface LoopbackSender {
  readonly source: Source;
  requests(traceId: TraceId): LoopbackRequests;
}

const KEY_BYTES = 32;

/** `url` is where the requests are posted to. */
export function createLoopbackSender(name: string, url: string, deps: LoopbackSenderDeps): LoopbackSender {
  const source = freshSource(name, deps);
  const stranger = freshSource(name, deps);

  function request(signedBy: Source, traceId: TraceId, length = 0): LoopbackRequest {
    const now = deps.now();
    const body = bodyOf(now, length);
    const signature = signedBy.bound.sign({
      body: Buffer.from(body),
      now,
      id: `loopback-${traceId}`,
      type: null,
      url,
    });
    const parent = Buffer.from(deps.randomBytes(8)).toString('hex');
    return {
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceId}-${parent}-01`,
        ...Object.fromEntries(signature),
      },
      body,
      traceId,
    };
  }

  return {
    source,
    requests: (traceId) => ({
      signed: request(source, traceId),
      forged: request(stranger, deps.newTraceId()),
      oversized: request(source, deps.newTraceId(), DEFAULT_LIMITS.bodyBytes + 1),
    }),
  };
}

/** An event as Standard Webhooks words it, padded to so many bytes. */
function bodyOf(now: number, length: number): string {
  const written = (padding: string): string =>
    JSON.stringify({ type: 'loopback', timestamp: new Date(now).toISOString(), data: { padding } });
  return written('x'.repeat(Math.max(0, length - written('').length)));
}

function freshSource(name: string, { randomBytes }: LoopbackSenderDeps): Source {
  const secret = `whsec_${Buffer.from(randomBytes(KEY_BYTES)).toString('base64')}`;
  return parseSource({ scheme: 'standard-webhooks', secrets: [secret] }, { name });
}
