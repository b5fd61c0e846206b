import type { Observe } from '../core/alerts.ts';
import type { ChannelTrouble } from '../core/chat.ts';
import { HOUR_MS, MINUTE_MS, sayDuration } from '../core/duration.ts';
import type { FarEndReason } from '../core/far-end.ts';
import type { EventId, TraceId } from '../core/ids.ts';
import type { Observation, ObservationPolicy } from '../core/incident.ts';
import { WORTH_TELLING_MS } from '../core/outbox.ts';
import type { Accept, Log } from '../core/ports.ts';
import { CAUSES } from './causes.ts';

/**
 * What dispatch sees of its channels: observations, which go to every channel but the one they are about. Promises
 * resolve when an observation is judged and durable, and never reject.
 */
export interface Tell {
  /** A message was given up, because the channel does not take it. */
  refused(what: {
    readonly channel: string;
    readonly eventId: EventId;
    /** It is a change of a card, which is brought up to date by itself. */
    readonly ofCard: boolean;
    readonly reason: FarEndReason;
    readonly detail: string;
  }): Promise<void>;
  /** A try failed, and the channel is held. Only one that has been failing for a minute is worth telling. */
  failing(what: {
    readonly channel: string;
    readonly since: number;
    readonly now: number;
    readonly reason: FarEndReason;
    readonly detail: string;
  }): Promise<void>;
  gaveUp(what: {
    readonly channel: string;
    readonly count: number;
    readonly since: number;
    readonly now: number;
    readonly detail: string;
  }): Promise<void>;
  /** A try worked after at least one that failed. */
  back(what: {
    readonly channel: string;
    readonly awayMs: number;
    readonly waited: number;
    readonly givenUp: number;
  }): Promise<void>;
  trouble(what: ChannelTrouble, now: number): void;
}

interface TellDeps {
  readonly observe: Observe;
  readonly accept: Accept;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  readonly digest: (text: string) => Uint8Array;
  readonly log: Log;
}

/** Good news among the troubles: nothing is wrong, and so it is no incident. */
const NEWS: readonly string[] = ['chat-migrated'];
const NEWS_KEPT_MS = 7 * 24 * HOUR_MS;

const AT_ONCE = { fire: { n: 1, of: 1 }, resolve: { n: 1, of: 1 }, quietMs: null, tell: 'at-once' } as const;
/** Refusals are only ever seen as such: without one for so long, it is over. */
const REFUSED_POLICY: ObservationPolicy = { ...AT_ONCE, quietMs: 30 * MINUTE_MS };
/** So many lost events are named; of as many channels and reasons as there are. */
const LOST_NAMED = 5;
/** The same trouble is told about once an hour while it lasts. */
const TROUBLE_POLICY: ObservationPolicy = { ...AT_ONCE, quietMs: 3 * HOUR_MS };

export function createTell(deps: TellDeps): Tell {
  /** The newest events that a channel refused for a reason, the newest first. */
  const lost = new Map<string, readonly EventId[]>();

  async function observe(
    channel: string,
    what: Pick<Observation, 'fingerprint' | 'title' | 'evidence'> & Partial<Observation>,
  ): Promise<void> {
    await deps.observe({
      source: 'pithead',
      ok: false,
      severity: 'warning',
      cause: null,
      next: null,
      labels: { channel },
      remote: false,
      rerun: null,
      except: [channel],
      policy: AT_ONCE,
      ...what,
    });
  }

  function news({ channel, kind, title, body }: ChannelTrouble, now: number): void {
    const type = `channel.${kind}`;
    const key = deps.digest(`pithead/${type}/${channel}/${Math.floor(now / HOUR_MS)}`);
    const said = deps.accept({
      id: deps.newId(),
      source: 'pithead',
      type,
      subject: channel,
      severity: 'info',
      traceId: deps.newTraceId(),
      deliveryId: null,
      data: { title, body, channel },
      dedup: { key, keepMs: NEWS_KEPT_MS },
      verification: null,
      except: [channel],
    });
    void said.then((accepted) => {
      if (accepted.outcome === 'unavailable')
        deps.log.error('tell-failed', { type, channel, reason: accepted.reason });
    });
  }

  return {
    refused({ channel, eventId, ofCard, reason, detail }) {
      const fingerprint = `delivery:${channel}:${reason}`;
      const refusal = { cause: CAUSES[reason], policy: REFUSED_POLICY };
      if (ofCard) {
        return observe(channel, {
          ...refusal,
          fingerprint: `${fingerprint}:cards`,
          title: `${channel} refused the card of an incident`,
          evidence: `${reason}: ${detail}\nIts newest change there was event ${eventId}. The card is tried again by itself: within the hour where it stands there already, and with its next change.`,
        });
      }
      const named = [eventId, ...(lost.get(fingerprint) ?? []).filter((id) => id !== eventId)];
      lost.set(fingerprint, named.slice(0, LOST_NAMED));
      return observe(channel, {
        ...refusal,
        fingerprint,
        title: `${channel} refused a message for good`,
        evidence: `${reason}: ${detail}\nLost there, the newest first: ${named.slice(0, LOST_NAMED).join(', ')}. They are kept: /events lists them.`,
        next: `When the cause is mended: /replay ${eventId} sends the last one again`,
      });
    },
    async failing({ channel, since, now, reason, detail }) {
      if (now - since < WORTH_TELLING_MS) return;
      await observe(channel, {
        fingerprint: `channel:${channel}`,
        since,
        title: `${channel} does not take messages`,
        evidence: `It has failed for ${sayDuration(now - since)}. Last error: ${detail}\nWhat is for it waits, and is sent when it is back.`,
        cause: CAUSES[reason],
        next: 'Nothing is lost for a day. /doctor says what can be mended here',
        remote: true,
      });
    },
    gaveUp({ channel, count, since, now, detail }) {
      return observe(channel, {
        fingerprint: `channel:${channel}`,
        since,
        severity: 'critical',
        title: `${channel} has failed for ${sayDuration(now - since)}: ${count} ${plural(count)} given up`,
        evidence: `Last error: ${detail}\nThey are kept: /events lists them, /replay ID sends one again. New ones are still tried.`,
        next: 'See why with /doctor; when it is back, send again what matters',
      });
    },
    back({ channel, awayMs, waited, givenUp }) {
      const lost =
        givenUp > 0 ? ` ${givenUp} ${plural(givenUp)} had been given up (/events lists them).` : '';
      return observe(channel, {
        fingerprint: `channel:${channel}`,
        ok: true,
        severity: 'info',
        title: `${channel} is back after ${sayDuration(awayMs)}`,
        evidence: `${waited} ${plural(waited)} waited for it and ${waited === 1 ? 'is' : 'are'} sent now.${lost}`,
      });
    },
    trouble(what, now) {
      if (NEWS.includes(what.kind)) return news(what, now);
      const { channel, kind, title, body } = what;
      void observe(channel, {
        fingerprint: `channel:${channel}:${kind}`,
        title,
        evidence: body,
        policy: TROUBLE_POLICY,
      });
    },
  };
}

function plural(count: number): string {
  return count === 1 ? 'message' : 'messages';
}
