import { HOUR_MS, sayDuration } from '../core/duration.ts';
import type { Severity } from '../core/event.ts';
import type { EventId, TraceId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { ChannelTrouble } from '../core/chat.ts';
import type { Accept, Log } from '../core/ports.ts';

/** What dispatch itself has to say; it goes the way of every event, but never to the channel it is about. */
export interface Tell {
  refused(what: {
    readonly channel: string;
    readonly eventId: EventId;
    readonly reason: string;
    readonly detail: string;
    readonly now: number;
  }): void;
  gaveUp(what: {
    readonly channel: string;
    readonly count: number;
    readonly since: number;
    readonly now: number;
    readonly detail: string;
  }): void;
  back(what: {
    readonly channel: string;
    readonly since: number;
    readonly awayMs: number;
    readonly waited: number;
    readonly givenUp: number;
  }): void;
  /** Told once an hour for each kind. */
  trouble(what: ChannelTrouble, now: number): void;
}

interface TellDeps {
  readonly accept: Accept;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  readonly digest: (text: string) => Uint8Array;
  readonly log: Log;
}

const KEPT_MS = 7 * 24 * HOUR_MS;

/** The same finding has the same key, so that a crash or a second look tells it once. */
export function createTell(deps: TellDeps): Tell {
  function say(key: string, channel: string, type: string, severity: Severity, data: Json): void {
    const said = deps.accept({
      id: deps.newId(),
      source: 'pithead',
      type,
      subject: channel,
      severity,
      traceId: deps.newTraceId(),
      deliveryId: null,
      data,
      dedup: { key: deps.digest(`pithead/${type}/${key}`), keepMs: KEPT_MS },
      verification: null,
      except: [channel],
    });
    void said.then((accepted) => {
      if (accepted.outcome === 'unavailable')
        deps.log.error('tell-failed', { type, channel, reason: accepted.reason });
    });
  }

  return {
    refused({ channel, eventId, reason, detail, now }) {
      say(`${channel}/${reason}/${Math.floor(now / HOUR_MS)}`, channel, 'delivery.dead', 'warning', {
        title: `${channel} refused a message for good`,
        body: `${reason}: ${detail}\nEvent ${eventId}. Further ones within the hour are only counted: see "npx pithead status". When the cause is mended: "npx pithead replay ${eventId}".`,
        channel,
      });
    },
    gaveUp({ channel, count, since, now, detail }) {
      say(`${channel}/${now}`, channel, 'channel.gave-up', 'critical', {
        title: `${channel} has failed for ${sayDuration(now - since)}: ${count} ${plural(count)} given up`,
        body: `Last error: ${detail}\nThey are kept: "npx pithead events" lists them, "npx pithead replay ID" sends one again. New ones are still tried.`,
        channel,
      });
    },
    back({ channel, since, awayMs, waited, givenUp }) {
      const lost =
        givenUp > 0
          ? ` ${givenUp} ${plural(givenUp)} had been given up ("npx pithead events" lists them).`
          : '';
      say(`${channel}/${since}`, channel, 'channel.back', 'info', {
        title: `${channel} is back after ${sayDuration(awayMs)}`,
        body: `${waited} ${plural(waited)} waited for it and ${waited === 1 ? 'is' : 'are'} sent now.${lost}`,
        channel,
      });
    },
    trouble({ channel, kind, title, body }, now) {
      const key = `${channel}/${kind}/${Math.floor(now / HOUR_MS)}`;
      say(key, channel, `channel.${kind}`, 'warning', { title, body, channel });
    },
  };
}

function plural(count: number): string {
  return count === 1 ? 'message' : 'messages';
}
