import { sayAgo, sayDuration } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import type { StatusView } from '../../core/views.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';

const MAX_ERROR = 120;
/** More sources than a phone shows; the newest heard of are the ones that matter. */
const MAX_SOURCES = 20;
const MIB = 1_048_576;

export const statusCommand = {
  info: { name: 'status', about: 'how the program, its channels and its sources are', args: [] },
  role: 'viewer',
  run: async (_args, services) => ({
    outcome: 'allowed',
    message: sayStatus(await services.status(), {
      now: services.now(),
      memoryBytes: services.memoryBytes(),
    }),
  }),
} as const satisfies ChatCommand;

/** The worst first: the title alone says whether one has to get up. */
function sayStatus(
  { version, startedAt, channels, sources }: StatusView,
  { now, memoryBytes }: { readonly now: number; readonly memoryBytes: number },
): Message {
  const up = startedAt === null ? 'not running' : `up ${sayDuration(now - Date.parse(startedAt))}`;
  return say(sayWorst(channels), [
    `Pithead ${version}, ${up}, ${Math.round(memoryBytes / MIB)} MiB`,
    '',
    'Channels',
    ...channels.flatMap(sayChannel),
    '',
    'Sources',
    ...saySources(sources, now),
  ]);
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
