import { parseDuration } from '../core/duration.ts';
import { useView, type UseView } from '../core/use-view.ts';
import type { Call, CliCommand } from './command.ts';
import { CommandFailed } from './failure.ts';
import { limitOf, limitOption } from './limit.ts';
import { asJson, columns } from './print.ts';
import { configOf, withTrail } from './setting.ts';

const SHOWN = 100;
const SINCE = '7d';

export const auditCommand: CliCommand = {
  name: 'audit',
  summary: 'who asked for what, in the chats and here, strangers included',
  options: [
    { flag: '--since <duration>', about: `so far back, like 24h or 30d (default ${SINCE})` },
    limitOption(SHOWN),
  ],
  json: true,
  async run(call) {
    const filter = { since: sinceOf(call), until: Number.MAX_SAFE_INTEGER, limit: limitOf(call, SHOWN) };
    const uses = await withTrail(configOf(call), (trail) => trail.uses(filter));
    const views = uses.map(useView);
    call.out(call.json ? asJson(views) : sayUses(views));
    return 0;
  },
};

/** Epoch milliseconds. */
function sinceOf(call: Pick<Call, 'option'>): number {
  const backMs = parseDuration(call.option('since') ?? SINCE);
  if (backMs === null) throw new CommandFailed('--since takes a duration like 24h or 7d', 2);
  return Date.now() - backMs;
}

function sayUses(uses: readonly UseView[]): string {
  if (uses.length === 0) return 'nobody asked for anything in this time';
  return columns([
    ['TIME', 'WHO', 'WHERE', 'COMMAND', 'OUTCOME'],
    ...uses.map(({ at, who, userId, platform, operator, command, args, outcome }) => [
      at,
      operator ?? `a stranger: ${who} (${userId})`,
      platform,
      args === '' ? command : `${command} ${args}`,
      outcome,
    ]),
  ]);
}
