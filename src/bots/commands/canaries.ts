import { countOf } from '../../core/count-of.ts';
import { sayAgo } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import type { CanaryView } from '../../core/probe-views.ts';
import { sayLatency } from '../../core/say-latency.ts';
import type { ChatCommand } from './command.ts';
import { fit } from './fit.ts';
import { part, say } from './say.ts';
import { sayNext, VERDICT_MARKS, VERDICT_WORDS } from './say-canary.ts';
import { sayHistory } from './say-history.ts';
import { sayNoSuch } from './say-no-such.ts';

const MAX_NAME = 70;
/** UTF-16 units of the list, as Discord shows it. */
const ROOM = 3_400;

export const canariesCommand = {
  info: {
    name: 'canaries',
    about: 'how every canary did last and when it runs next; of one, a week with its chart and what changed',
    args: [{ name: 'name', about: 'only this one, with its history', required: false }],
    example: '/canaries pong',
  },
  role: 'viewer',
  async run(args, services) {
    const name = args.get('name')?.toLowerCase() ?? null;
    const now = services.now();
    if (name === null) return { outcome: 'allowed', message: sayAll(await services.canaries(), now) };
    const found = await services.canary(name);
    if (found === null) {
      const names = (await services.canaries()).map((canary) => canary.name);
      const said = names.length === 0 ? sayNone() : say(sayNoSuch('canary ', name, names, 'canaries'));
      return { outcome: 'nothing', message: said };
    }
    const png = found.runs.length === 0 ? null : await services.canaryChart(name);
    return { outcome: 'allowed', message: sayHistory(found, png, now) };
  },
} as const satisfies ChatCommand;

function sayAll(canaries: readonly CanaryView[], now: number): Message {
  if (canaries.length === 0) return sayNone();
  const lines = worstFirst(canaries).map((canary) => [sayOne(canary, now)]);
  return say(`${countOf(canaries.length, 'canary', 'canaries')}: ${sayCounts(canaries)}`, [
    ...fit([{ title: null, entries: lines, more: sayMore, room: ROOM }]),
    '',
    '/canaries NAME shows one with its history',
  ]);
}

function sayMore(left: number): string {
  return `… ${left} more on the command line: npx pithead canary list`;
}

function sayNone(): Message {
  return say('No canary is configured', [
    'A canary is a prompt that is asked every hour, so that you hear when its model gets slow, wrong or different.',
    'Write one as prompts/canaries/NAME.md, or give one that lies there a provider; the README says how under “Canaries”.',
  ]);
}

/** Failing, then those of which nothing is known now, then those that did not run yet. */
function worstFirst(canaries: readonly CanaryView[]): readonly CanaryView[] {
  const order = ['fail', 'unmeasured', null, 'pass'] as const;
  return canaries.toSorted((a, b) => order.indexOf(a.lastVerdict) - order.indexOf(b.lastVerdict));
}

function sayCounts(canaries: readonly CanaryView[]): string {
  const many = (verdict: CanaryView['lastVerdict']): number =>
    canaries.filter(({ lastVerdict }) => lastVerdict === verdict).length;
  const counts: readonly (readonly [number, string])[] = [
    [many('fail'), VERDICT_WORDS.fail],
    [many('unmeasured'), VERDICT_WORDS.unmeasured],
    [many(null), 'not run yet'],
    [many('pass'), VERDICT_WORDS.pass],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(', ');
}

function sayOne(canary: CanaryView, now: number): string {
  const { name, type, lastVerdict, lastLatencyMs, lastAt } = canary;
  const who = part(name, MAX_NAME) + (type === 'canary' ? '' : ` (${type})`);
  const next = sayNext(canary, now);
  if (lastVerdict === null) return `· ${who} not run yet, ${next}`;
  const facts = [
    ...(lastLatencyMs === null ? [] : [sayLatency(lastLatencyMs)]),
    ...(lastAt === null ? [] : [sayAgo(Date.parse(lastAt), now)]),
    next,
  ];
  return `${VERDICT_MARKS[lastVerdict]} ${who} ${[VERDICT_WORDS[lastVerdict], ...facts].join(', ')}`;
}
