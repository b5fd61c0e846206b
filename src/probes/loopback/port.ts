import type { EventId, TraceId } from '../../core/ids.ts';

/** What is tried from outside in, in this order. `replayed` is the signed one once more. */
export type RequestKind = 'signed' | 'replayed' | 'forged' | 'oversized';

/** A request as the sender of the loopback's own source would make it. */
export interface LoopbackRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Goes along as `traceparent`: by it the program knows the request again. */
  readonly traceId: TraceId;
}

/** `forged` is signed with a stranger's secret; `oversized` is signed well, and a byte larger than the listener takes. */
export type LoopbackRequests = Readonly<Record<Exclude<RequestKind, 'replayed'>, LoopbackRequest>>;

/** What the program saw of a request here inside. */
export type Arrival =
  /** It is verified, and being written. */
  | { readonly state: 'storing' }
  | { readonly state: 'accepted' | 'duplicate'; readonly id: EventId }
  /** `reason` is one of the listener's. */
  | { readonly state: 'refused'; readonly reason: string };

/** What became of an event in its channel. */
export type LoopbackDelivery =
  /** `at`: by the clock's `monotonic`. */
  | { readonly state: 'delivered'; readonly messageId: string; readonly at: number }
  /** The channel did not take it; it may be tried again. */
  | { readonly state: 'failed'; readonly reason: string; readonly detail: string }
  /** It was sent, and what came of that can't be written to the database. */
  | { readonly state: 'unwritten' }
  /** It waits for a channel that has been failing. */
  | { readonly state: 'held'; readonly detail: string };

/** The way back into this program, over a source of the probe's own at `/hooks/NAME`. */
export interface Loopback {
  /** Fresh ones, signed at this moment. The signed one bears `traceId`, the others traces of their own. */
  requests(traceId: TraceId): LoopbackRequests;
  /**
   * What was seen of a request, the newest first and each told once; `null`: nothing, as far as can be told. `answeredId`:
   * the id in its answer, by which one is known that lost its trace on the way.
   */
  takeArrival(request: LoopbackRequest, answeredId: string | null): Arrival | null;
  /** Resolves as soon as it is known, which may be never. Never rejects. */
  delivery(id: EventId): Promise<LoopbackDelivery>;
}
