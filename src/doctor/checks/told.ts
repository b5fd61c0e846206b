import { HOUR_MS, MINUTE_MS, sayAgo } from '../../core/duration.ts';
import { aboutChannel, type Finding } from '../../core/finding.ts';
import { textAt } from '../../core/json.ts';
import type { EventRecord } from '../../core/ports.ts';
import type { Check, ExaminedChannel } from '../check.ts';

/** The same trouble is told again each hour, when it is met the next time; what was told earlier is over. */
const STILL_MS = HOUR_MS + 10 * MINUTE_MS;
const MOST_READ = 100;
/** Asked of the platform at every look, so nothing that was told before is needed. */
const ASKED_ANEW = 'channel.token-refused';

/**
 * What the running program told of a channel in the last hour: only it can see that somebody else listens with its bot,
 * and with one channel alone nobody heard of it.
 */
export const toldCheck: Check = {
  about: 'channels: troubles',
  async run({ running, database, channels, clock }) {
    const trail = running ? await database?.trail().catch(() => null) : null;
    if (!trail) return [];
    const now = clock.now();
    const told = (await trail.events({ source: 'pithead', limit: MOST_READ })).filter(
      ({ event }) => isTrouble(event) && now - event.time < STILL_MS,
    );
    return channels.flatMap((channel) =>
      Map.groupBy(
        told.filter(({ event }) => event.subject === channel.name),
        ({ event }) => event.type,
      )
        .values()
        .flatMap(([newest]) => (newest === undefined ? [] : [findingOf(channel, newest, now)]))
        .toArray(),
    );
  },
};

/** What is told of a channel that failed or is back has another severity; how delivery goes is looked at by itself. */
function isTrouble({ type, severity }: EventRecord['event']): boolean {
  return type.startsWith('channel.') && severity === 'warning' && type !== ASKED_ANEW;
}

function findingOf({ type, name }: ExaminedChannel, { event }: EventRecord, now: number): Finding {
  const title = textAt(event.data, 'title') ?? event.type;
  return {
    about: `${aboutChannel(type, name)}: trouble`,
    state: 'unknown',
    detail: `${title} (told ${sayAgo(event.time, now)}; told again each hour while it lasts)`,
    fix: textAt(event.data, 'body'),
  };
}
