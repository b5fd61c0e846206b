import { sayAgo, sayDuration } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import type { TraceView } from '../../core/views.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayUnknownId } from './say-unknown-id.ts';

/** Steps that are shown, the first and the last; what failed all night long fills no chat. */
const FIRST = 8;
const LAST = 12;
const MAX_DETAIL = 140;

export const traceCommand = {
  info: {
    name: 'trace',
    about: 'what happened to an event, an incident, a request or a delivery, step by step',
    args: [
      {
        name: 'id',
        about: 'an event’s, an incident’s, a request’s or a sender’s delivery id',
        required: true,
      },
    ],
    example: '/trace 1m5ma3pfz0000',
  },
  role: 'viewer',
  button: true,
  async run(args, services) {
    const id = args.get('id') ?? '';
    const trace = await services.trace(id);
    return trace === null
      ? { outcome: 'nothing', message: sayUnknownId(id) }
      : { outcome: 'allowed', message: sayTrace(trace, services.now()) };
  },
} as const satisfies ChatCommand;

/** Times are said from the first step on: on a phone, dates leave no room for what happened. */
function sayTrace({ id, traceId, steps }: TraceView, now: number): Message {
  const begin = Date.parse(steps[0]?.at ?? '');
  const lines = steps.map(
    ({ at, step, detail }) => `+${sayOffset(Date.parse(at) - begin)} ${step}: ${part(detail, MAX_DETAIL)}`,
  );
  const left = lines.length - FIRST - LAST;
  const shown =
    left <= 0
      ? lines
      : [
          ...lines.slice(0, FIRST),
          `… ${left} more on the command line: npx pithead trace ${id}`,
          ...lines.slice(-LAST),
        ];
  const when = steps[0] === undefined ? [] : [`${steps[0].at}, ${sayAgo(begin, now)}`];
  return say(`Trace of ${id}`, [...when, `trace id ${traceId}`, '', ...shown]);
}

function sayOffset(ms: number): string {
  return ms < 1_000 ? `${Math.max(0, ms)} ms` : sayDuration(ms);
}
