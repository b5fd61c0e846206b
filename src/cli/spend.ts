import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { parseDuration } from '../core/duration.ts';
import { SPEND_KEYS, slotOf, type SpendKey } from '../core/ledger.ts';
import { readSpendView } from '../core/read-spend-view.ts';
import { unpricedModels } from '../core/unpriced-models.ts';
import { change } from './change.ts';
import type { Call, CliCommand, ExitCode } from './command.ts';
import { CommandFailed } from './failure.ts';
import { asJson, shown } from './print.ts';
import { configOf, withTrail } from './setting.ts';
import { sayRepriced, saySpend } from './spend-text.ts';

const SINCE = '7d';

/** As `/v1/spend/reprice` answers. */
const repricedSchema = z.object({
  looked: z.int(),
  adjusted: z.int(),
  deltaUsd: z.string(),
  stillUnknown: z.int(),
});

export const spendCommand: CliCommand = {
  name: 'spend',
  summary: 'what model calls cost, from the books; or book what newer prices make of it (--reprice)',
  options: [
    { flag: '--by <key>', about: `a row for each ${SPEND_KEYS.join(', ')} (default: workflow)` },
    { flag: '--workflow <name>', about: 'only this one’s calls' },
    {
      flag: '--since <duration>',
      about: `how far back, like 24h or 30d (default: ${SINCE}; of --reprice: all that is kept)`,
    },
    {
      flag: '--reprice',
      about: 'price the calls anew and book the difference beside them; what was booked stays',
    },
  ],
  json: true,
  run: (call) => (call.flag('reprice') ? reprice(call) : spend(call)),
};

/** Reads from the database by itself, whether or not the program runs. */
async function spend(call: Call): Promise<ExitCode> {
  const by = keyOf(call);
  const now = systemClock.now();
  const workflow = call.option('workflow');
  const asked = { by, sinceMs: sinceMsOf(call), workflow, now };
  const span = { since: slotOf(Math.max(0, now - asked.sinceMs)), until: now + 1, everyMs: null };
  const only = workflow === null ? {} : { workflow };
  const { view, models } = await withTrail(configOf(call), async (trail) => ({
    view: await readSpendView(trail, asked),
    models: call.json
      ? []
      : unpricedModels(await trail.spend({ ...span, ...only, by: ['provider', 'model'] })),
  }));
  call.out(call.json ? asJson(view) : shown(saySpend(view, models)));
  return 0;
}

async function reprice(call: Call): Promise<ExitCode> {
  sinceMsOf(call);
  const since = call.option('since');
  const done = await change(configOf(call), '/v1/spend/reprice', {
    ...(since === null ? {} : { body: { since } }),
    answer: repricedSchema,
    failed: 'nothing was priced anew',
  });
  call.out(call.json ? asJson(done) : sayRepriced(done));
  return 0;
}

function keyOf(call: Pick<Call, 'option'>): SpendKey {
  const given = call.option('by') ?? 'workflow';
  const by = SPEND_KEYS.find((each) => each === given);
  if (by === undefined) throw new CommandFailed(`--by takes ${SPEND_KEYS.join(', ')}, not "${given}"`, 2);
  return by;
}

function sinceMsOf(call: Pick<Call, 'option'>): number {
  const sinceMs = parseDuration(call.option('since') ?? SINCE);
  if (sinceMs === null || sinceMs === 0)
    throw new CommandFailed('--since takes a duration like 24h or 7d', 2);
  return sinceMs;
}
