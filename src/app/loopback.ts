import { createDateAndTime } from '../bots/date-and-time.ts';
import type { Config } from '../config.ts';
import type { ShownCard } from '../core/alerts.ts';
import type { Clock } from '../core/clock.ts';
import { newTraceId, type IncidentId } from '../core/ids.ts';
import type { Accept, Accepted, Incoming, RefusedRequest } from '../core/ports.ts';
import { loopbackProbe } from '../probes/loopback.ts';
import type { Loopback } from '../probes/loopback/port.ts';
import { loopbackSchema } from '../probes/loopback/schema.ts';
import type { Storage } from '../storage/index.ts';
import type { Source } from '../webhooks/source.ts';
import { createLoopbackArrivals, type LoopbackArrivals } from './loopback-arrivals.ts';
import { loopbackCard, showLoopback } from './loopback-card.ts';
import { followDeliveries } from './loopback-deliveries.ts';
import { createLoopbackSender } from './loopback-requests.ts';

export interface LoopbacksDeps {
  readonly config: Pick<Config, 'probes' | 'server' | 'timezone'>;
  readonly store: Storage;
  readonly clock: Clock;
  /** For keys, too: no pool. */
  readonly randomBytes: (length: number) => Uint8Array;
}

/** The program's side of its loopback probes: their sources, what comes in there, and where that ends. */
export interface Loopbacks {
  /** To be served beside those that are configured, and not to be watched: what is refused there is our own doing. */
  readonly sources: ReadonlyMap<string, Source>;
  /** The store as dispatch is to use it. */
  readonly store: Storage;
  /** The way in for requests: events of these sources go to their channel alone, into one message that is edited. */
  accept(accept: Accept): Accept;
  /** To be told of every refused request. */
  refused(request: RefusedRequest): void;
  /** That message as it is now; `null`: the card is no loopback's. */
  show(card: IncidentId): Promise<ShownCard> | null;
  /** What the probe of this name is lent. Throws where there is none. */
  of(name: string): Loopback;
}

interface One {
  readonly name: string;
  readonly channel: string;
  readonly card: IncidentId;
  readonly source: Source;
  readonly arrivals: LoopbackArrivals;
  readonly loopback: Loopback;
}

export function createLoopbacks(deps: LoopbacksDeps): Loopbacks {
  const { config, clock, randomBytes } = deps;
  const publicUrl = config.server.publicUrl ?? '';
  const entries = config.probes.filter(({ adapter }) => adapter.type === loopbackProbe.type);
  const deliveries = followDeliveries(deps.store, new Set(entries.map(({ name }) => name)), clock);
  const dateAndTime = createDateAndTime(config.timezone);
  const ones = new Map(
    entries.map(({ name, entry }) => [name, make(name, loopbackSchema.parse(entry).channel)]),
  );

  function make(name: string, channel: string): One {
    const sender = createLoopbackSender(name, `${publicUrl}/hooks/${name}`, {
      now: () => clock.now(),
      newTraceId: () => newTraceId(randomBytes),
      randomBytes,
    });
    const arrivals = createLoopbackArrivals();
    const loopback: Loopback = {
      requests(traceId) {
        const requests = sender.requests(traceId);
        for (const request of Object.values(requests)) arrivals.expect(request.traceId);
        return requests;
      },
      takeArrival: (request, answeredId) => arrivals.take(request.traceId, answeredId),
      delivery: (id) => deliveries.of(id),
    };
    return { name, channel, card: loopbackCard(name, channel), source: sender.source, arrivals, loopback };
  }

  /** By what is stored, so that a new process shows what an old one took in. */
  async function show({ name }: One): Promise<ShownCard> {
    const [newest] = await deps.store.events({ source: name, limit: 1 });
    return showLoopback(name, publicUrl, newest?.event ?? null, dateAndTime);
  }

  return {
    sources: new Map(Array.from(ones, ([name, { source }]) => [name, source])),
    store: ones.size === 0 ? deps.store : deliveries.store,
    accept: (accept) => (incoming) => {
      const one = ones.get(incoming.source);
      return one === undefined ? accept(incoming) : acceptOne(one, incoming, accept);
    },
    refused({ source, status, reason, requestId, traceId }) {
      // A repeat is answered like a refusal, and was noted when it was accepted.
      if (status < 400) return;
      const one =
        ones.get(source ?? '') ?? [...ones.values()].find(({ arrivals }) => arrivals.expects(traceId));
      one?.arrivals.note(traceId, requestId, { state: 'refused', reason });
    },
    show(card) {
      const one = [...ones.values()].find((each) => each.card === card);
      return one === undefined ? null : show(one);
    },
    of(name) {
      const one = ones.get(name);
      if (one === undefined) throw new Error(`no loopback is called ${name}`);
      return one.loopback;
    },
  };
}

async function acceptOne(one: One, incoming: Incoming, accept: Accept): Promise<Accepted> {
  const { traceId } = incoming;
  one.arrivals.note(traceId, null, { state: 'storing' });
  const accepted = await accept({ ...incoming, only: [one.channel], card: one.card });
  // Why it is unavailable, the listener says.
  if (accepted.outcome !== 'unavailable') {
    one.arrivals.note(traceId, accepted.id, { state: accepted.outcome, id: accepted.id });
  }
  return accepted;
}
