import { countOf } from '../core/count-of.ts';
import { sayDuration } from '../core/duration.ts';
import type { Fact, Message } from '../core/message.ts';

/** What the pinned message says of the program. Times are epoch milliseconds. */
export interface HeartbeatFacts {
  readonly now: number;
  readonly startedAt: number;
  readonly everyMs: number;
  readonly openIncidents: number;
  readonly channels: readonly { readonly name: string; readonly failing: boolean }[];
  /** `null`: nothing has come yet. */
  readonly lastEventAt: number | null;
}

export function heartbeatMessage(facts: HeartbeatFacts): Message {
  const { now, startedAt, everyMs, openIncidents, lastEventAt } = facts;
  const last: Fact =
    lastEventAt === null
      ? { label: 'Last event', text: 'none yet' }
      : { label: 'Last event', at: lastEventAt };
  return {
    title: 'Pithead is alive',
    facts: [
      { label: 'As of', at: now },
      { label: 'Running since', at: startedAt },
      { label: 'Open incidents', text: openIncidents === 0 ? 'none' : `${openIncidents}: /incidents` },
      { label: 'Channels', text: sayChannels(facts.channels) },
      last,
    ],
    body: `This is edited every ${sayDuration(everyMs)}. Where "As of" is much older, Pithead is dead or cut off.`,
    link: null,
  };
}

/** The last words of a program that was stopped on purpose. */
export function farewellMessage(now: number): Message {
  return {
    title: 'Pithead was stopped',
    facts: [{ label: 'Stopped at', at: now }],
    body: 'Until it is started again, nothing is received and nothing is watched.',
    link: null,
  };
}

function sayChannels(channels: HeartbeatFacts['channels']): string {
  const failing = channels.filter((channel) => channel.failing).map(({ name }) => name);
  const all = countOf(channels.length, 'channel');
  return failing.length === 0 ? `${all}, all well` : `${all}, failing: ${failing.join(', ')}`;
}
