import { sayAgo, sayDuration } from '../../core/duration.ts';
import type { IncidentView } from '../../core/incident-views.ts';
import type { Message } from '../../core/message.ts';
import type { StatusView } from '../../core/views.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';
import { sayTitle } from './say-incident.ts';
import { READ, sayHowMany, worstFirst } from './say-open.ts';

const MAX_ERROR = 120;
/** Open incidents that are named; /incidents lists them. */
const MAX_OPEN = 3;
/** More sources than a phone shows; the newest heard of are the ones that matter. */
const MAX_SOURCES = 20;
const MIB = 1_048_576;

export const statusCommand = {
  info: {
    name: 'status',
    about: 'what is wrong now, and how the program, its channels and its sources are',
    args: [],
  },
  role: 'viewer',
  async run(_args, services) {
    const open = await services.incidents({ open: true, limit: READ });
    const now = services.now();
    const message = sayStatus(await services.status(), { open, now, memoryBytes: services.memoryBytes() });
    return { outcome: 'allowed', message };
  },
} as const satisfies ChatCommand;

interface Around {
  readonly open: readonly IncidentView[];
  readonly now: number;
  readonly memoryBytes: number;
}

/** The worst first: the title alone says whether one has to get up. */
function sayStatus(
  { version, startedAt, channels, sources }: StatusView,
  { open, now, memoryBytes }: Around,
): Message {
  const title = sayHowMany(open, 'No incident is open');
  const up = startedAt === null ? 'not running' : `up ${sayDuration(now - Date.parse(startedAt))}`;
  return say(open.length === 0 ? title : `${title}: /incidents`, [
    ...sayOpen(open),
    sayWorst(channels),
    '',
    `Pithead ${version}, ${up}, ${Math.round(memoryBytes / MIB)} MiB`,
    '',
    'Channels',
    ...channels.flatMap(sayChannel),
    '',
    'Sources',
    ...saySources(sources, now),
  ]);
}

function sayOpen(open: readonly IncidentView[]): readonly string[] {
  const named = worstFirst(open)
    .slice(0, MAX_OPEN)
    .map((incident) => `${incident.severity.toUpperCase()}: ${sayTitle(incident)}`);
  const more = open.length - named.length;
  return more > 0 ? [...named, `… ${more}${open.length < READ ? '' : ' or'} more`] : named;
}

function sayWorst(channels: StatusView['channels']): string {
  const failing = channels.filter(({ state }) => state === 'failing').map(({ name }) => name);
  const [first] = failing;
  if (first === undefined) return 'No channel is failing';
  return failing.length === 1 ? `${first} is failing` : `${failing.length} channels are failing`;
}

function sayChannel({ name, type, state, waiting, dead, lastError }: StatusView['channels'][number]) {
  const counts = [...(waiting === 0 ? [] : [`${waiting} waiting`]), ...(dead === 0 ? [] : [`${dead} dead`])];
  const line = [`${state === 'ok' ? '✓' : '✗'} ${name} (${type}) ${state}`, ...counts].join(', ');
  return lastError === null ? [line] : [line, `↳ last error: ${part(lastError, MAX_ERROR)}`];
}

function saySources(sources: StatusView['sources'], now: number): readonly string[] {
  const newestFirst = sources.toSorted((a, b) => timeOf(b.lastEventAt) - timeOf(a.lastEventAt));
  const lines = newestFirst.slice(0, MAX_SOURCES).map(({ name, lastEventAt, accepted, refused }) => {
    if (accepted === 0 && refused === 0) return `${name}: nothing yet`;
    const last = lastEventAt === null ? 'no event yet' : sayAgo(Date.parse(lastEventAt), now);
    return `${name}: ${last}, ${accepted} accepted, ${refused} refused`;
  });
  const more = sources.length - MAX_SOURCES;
  return more > 0 ? [...lines, `… ${more} more`] : lines;
}

function timeOf(iso: string | null): number {
  return iso === null ? 0 : Date.parse(iso);
}
