import { sayAgo } from '../../core/duration.ts';
import type { Acknowledged } from '../../core/alerts.ts';
import type { Incident } from '../../core/incident.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { say } from './say.ts';
import { sayLeft, sayOver, sayTitle, sayUnknownIncident } from './say-incident.ts';

export const ackCommand = {
  info: {
    name: 'ack',
    about: 'say that you take care of an incident: no more reminders of it',
    args: [
      { name: 'id', about: 'an incident’s id; all that stands on its card is acknowledged', required: true },
    ],
    example: '/ack 1m5ma3pfz0000',
  },
  role: 'operator',
  button: true,
  async run(args, services, { operator, platform }) {
    const id = args.get('id') ?? '';
    const done = await services.acknowledge(id, { name: operator.name, via: platform });
    return { outcome: useOutcomeOf(done.outcome), message: sayAcknowledged(done, id, services.now()) };
  },
} as const satisfies ChatCommand;

function sayAcknowledged(done: Acknowledged, id: string, now: number): Message {
  switch (done.outcome) {
    case 'acknowledged': {
      const more = done.also === 0 ? '' : ` and ${done.also} more`;
      return say(`Acknowledged: ${sayTitle(done.incident)}${more}`, [sayPromise(done.incident, now)]);
    }
    case 'already': {
      const { acknowledged } = done.incident;
      const who = acknowledged === null ? '' : ` by ${acknowledged.by} ${sayAgo(acknowledged.at, now)}`;
      return say(`Already acknowledged${who}: ${sayTitle(done.incident)}`);
    }
    case 'over':
      return sayOver(done.incident, 'acknowledge', now);
    case 'unknown':
      return sayUnknownIncident(id);
    case 'unavailable':
      return say('It could not be acknowledged: the database takes nothing now; try in a minute');
    default:
      return done satisfies never;
  }
}

/** Of what is muted nobody hears, however bad it gets. */
function sayPromise({ muted }: Incident, now: number): string {
  return muted === null
    ? 'You will hear when it gets worse and when it is over.'
    : `It is muted for ${sayLeft(muted.until, now)}: until then you will hear nothing of it.`;
}
