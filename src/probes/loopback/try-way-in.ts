import { clip, oneLine } from '../../core/clip.ts';
import { sayLatency } from '../../core/say-latency.ts';
import type { RunContext } from '../probe.ts';
import { withinLimit } from '../time-limit.ts';
import { decideDelivery } from './decide-delivery.ts';
import { decideHop, type Seen } from './decide-hop.ts';
import type { Broken } from './hop.ts';
import type { Loopback, LoopbackDelivery, LoopbackRequests, RequestKind } from './port.ts';
import { send, type SendDeps } from './send.ts';

const LONGEST_LINE = 300;
const LONGEST_DETAIL = 200;

/** One thing that must come true; `broken`: `null`, it did. */
export interface Step {
  readonly type: RequestKind | 'delivered';
  readonly broken: Broken | null;
  /** Nobody answered, or not in time. */
  readonly unanswered: boolean;
  /** How it went, in a line. Untrusted. */
  readonly line: string;
}

/** What a run came to. A step that an earlier one made pointless is not there. */
export interface Tried {
  readonly steps: readonly Step[];
  /** From the post of the signed one to its message in the chat; `null`: it did not get there. */
  readonly latencyMs: number | null;
}

export interface WayIn extends SendDeps {
  readonly loopback: Loopback;
  /** Where the source is reached from outside. */
  readonly url: URL;
  readonly channel: string;
  readonly deliverWithinMs: number;
}

/** Tries the whole way in, from outside to the chat. Rejects only where the run is aborted. */
export async function tryWayIn(way: WayIn, context: RunContext): Promise<Tried> {
  const { loopback, clock } = way;
  const requests = loopback.requests(context.traceId);
  const steps: Step[] = [];
  const tell = (step: Step): void => {
    steps.push(step);
    context.progress(`${step.type}: ${step.line}`);
  };
  const post = async (kind: RequestKind, eventId: string | null): Promise<Seen> => {
    const seen = await look(kind, eventId, requests, way, context.signal);
    tell(stepOf(seen));
    return seen;
  };

  const postedAt = clock.monotonic();
  const { sent, arrival } = await post('signed', null);
  // What does not get in, or gets no answer, would fail three times more for the same reason.
  if (sent.outcome !== 'answered' || arrival === null) return { steps, latencyMs: null };
  const eventId = arrival.state === 'accepted' ? arrival.id : null;
  const delivery = eventId === null ? null : loopback.delivery(eventId);
  if (eventId !== null) await post('replayed', eventId);
  await post('forged', eventId);
  await post('oversized', eventId);
  if (delivery === null) return { steps, latencyMs: null };

  const limited = await withinLimit(clock, way.deliverWithinMs, context.signal, () => delivery);
  const came = limited.timedOut ? null : quotable(limited.value, way.redact);
  const broken = decideDelivery(came, way.channel, way.deliverWithinMs);
  const latencyMs = came?.state === 'delivered' ? came.at - postedAt : null;
  const words =
    came?.state === 'delivered' ? `in ${sayLatency(came.at - postedAt)} as ${came.messageId}` : '';
  tell({ type: 'delivered', broken, unanswered: limited.timedOut, line: lineOf(broken, words) });
  return { steps, latencyMs };
}

async function look(
  kind: RequestKind,
  eventId: string | null,
  requests: LoopbackRequests,
  way: WayIn,
  signal: AbortSignal,
): Promise<Seen> {
  const request = requests[kind === 'replayed' ? 'signed' : kind];
  const sent = await send(way.url, request, way, signal);
  const answeredId = sent.outcome === 'answered' ? (sent.ours?.id ?? null) : null;
  return { kind, sent, arrival: way.loopback.takeArrival(request, answeredId), eventId };
}

function stepOf(seen: Seen): Step {
  const { kind, sent } = seen;
  const broken = decideHop(seen);
  const words = sent.outcome === 'answered' ? `${sent.status} in ${sayLatency(sent.latencyMs)}` : '';
  return { type: kind, broken, unanswered: sent.outcome !== 'answered', line: lineOf(broken, words) };
}

/** Of what a chat said: its beginning, in a line, without configured secrets. */
function quotable(delivery: LoopbackDelivery, redact: WayIn['redact']): LoopbackDelivery {
  return 'detail' in delivery
    ? { ...delivery, detail: clip(oneLine(redact(delivery.detail)), LONGEST_DETAIL) }
    : delivery;
}

function lineOf(broken: Broken | null, words: string): string {
  return clip(oneLine(broken?.reason ?? words), LONGEST_LINE);
}
