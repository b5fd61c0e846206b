import { sayAgo } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import type { EventView } from '../../core/views.ts';
import type { ChatCommand } from './command.ts';
import { nearest } from './nearest.ts';
import { part, say } from './say.ts';

const SHOWN = 10;
const MAX_TYPE = 60;
const MAX_SUBJECT = 80;
const MAX_LISTED = 12;

export const eventsCommand = {
  info: {
    name: 'events',
    about: 'the newest events and what became of them',
    args: [{ name: 'source', about: 'of this source only', required: false }],
    example: '/events github',
  },
  role: 'viewer',
  async run(args, services) {
    const source = args.get('source')?.toLowerCase() ?? null;
    const events = await services.events({ source, limit: SHOWN });
    if (source !== null && events.length === 0) {
      const { sources } = await services.status();
      const names = sources.map(({ name }) => name);
      if (!names.includes(source)) return { outcome: 'nothing', message: say(sayNoSource(source, names)) };
    }
    return { outcome: 'allowed', message: sayEvents(events, source, services.now()) };
  },
} as const satisfies ChatCommand;

/** Two lines an event: what it was, then where it went and the id to ask with. */
function sayEvents(events: readonly EventView[], source: string | null, now: number): Message {
  const of = source === null ? '' : ` of ${source}`;
  if (events.length === 0) return say(`No events${of} yet`);
  const title = events.length === 1 ? `The newest event${of}` : `The newest ${events.length} events${of}`;
  return say(
    title,
    events.flatMap((event) => sayEvent(event, now)),
  );
}

function sayEvent({ id, source, type, time, severity, subject, deliveries }: EventView, now: number) {
  const loud = severity === 'info' ? '' : `${severity.toUpperCase()} `;
  const about = subject === null ? '' : `: ${part(subject, MAX_SUBJECT)}`;
  return [
    `${sayAgo(Date.parse(time), now)}: ${loud}${source} ${part(type, MAX_TYPE)}${about}`,
    `↳ ${id} ${sayDeliveries(deliveries)}`,
  ];
}

/** A replayed event has several deliveries to a channel. */
function sayDeliveries(deliveries: EventView['deliveries']): string {
  const counts = new Map<string, number>();
  for (const { channel, state } of deliveries) {
    const what = `${channel} ${state}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const said = [...counts].map(([what, count]) => (count === 1 ? what : `${what} ×${count}`));
  return said.join(', ') || 'no route matched';
}

function sayNoSource(source: string, names: readonly string[]): string {
  const near = nearest(source, names);
  const listed = names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '');
  const instead = near === null ? `ask of ${listed}` : `did you mean /events ${near}?`;
  return `There is no source ${part(source, MAX_TYPE)}: ${instead}`;
}
