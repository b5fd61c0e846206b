import { z } from 'zod';
import { createCanaryReaderBySchedule } from '../app/canary-reader.ts';
import { describedProbes } from '../app/probes.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { parseDuration } from '../core/duration.ts';
import type { CanaryReader } from '../core/probe-views.ts';
import { VERDICTS } from '../core/probe.ts';
import { change } from './change.ts';
import { sayHistory, sayList, sayRun } from './canary-text.ts';
import type { Call, CliCommand, ExitCode } from './command.ts';
import { CommandFailed } from './failure.ts';
import { limitOf, limitOption } from './limit.ts';
import { asJson, shown } from './print.ts';
import { configOf, withTrail } from './setting.ts';
import { showProgress } from './progress.ts';

const ACTIONS = ['list', 'run', 'history'] as const;
const RUNS_SHOWN = 50;
const MOST_SEARCHED = 10_000;

/** As `/v1/canaries/NAME/run` answers; what is not named here is printed all the same. */
const runSchema = z.looseObject({
  name: z.string(),
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable(),
  detail: z.string(),
  latencyMs: z.number().nullable(),
  ttftMs: z.number().nullable(),
  model: z.string().nullable(),
  costUsd: z.string().nullable(),
  assertions: z.array(z.object({ type: z.string(), pass: z.boolean(), reason: z.string() })),
  output: z.string(),
});

export const canaryCommand: CliCommand = {
  name: 'canary',
  summary: 'list the canaries and probes, run one now, or show its history',
  args: [
    { flag: '<action>', about: ACTIONS.join(', ') },
    { flag: '[name]', about: 'of the canary, for run and history' },
  ],
  options: [
    { flag: '--since <duration>', about: 'history: how far back (default: 7d)' },
    { flag: '--prompt <hash>', about: 'history: print the prompt of this hash, or of one that begins so' },
    limitOption(RUNS_SHOWN),
  ],
  json: true,
  run(call) {
    const [given = '', name] = call.args;
    const action = ACTIONS.find((each) => each === given);
    if (action === undefined) {
      throw new CommandFailed(`canary takes ${ACTIONS.join(', ')}, not "${given}"`, 2);
    }
    if (action === 'list') return list(call);
    if (name === undefined)
      throw new CommandFailed(`canary ${action} takes a name: npx pithead canary list`, 2);
    return action === 'run' ? runNow(call, name) : history(call, name);
  },
};

async function list(call: Call): Promise<ExitCode> {
  const canaries = await reading(configOf(call), (reader) => reader.list());
  call.out(call.json ? asJson(canaries) : sayList(canaries));
  return 0;
}

async function runNow(call: Call, name: string): Promise<ExitCode> {
  const done = await showProgress(`running ${name} …`, () =>
    change(configOf(call), `/v1/canaries/${encodeURIComponent(name)}/run`, {
      answer: runSchema,
      failed: `${name} was not run`,
    }),
  );
  call.out(call.json ? asJson(done) : shown(sayRun(done)));
  return done.verdict === 'pass' ? 0 : 1;
}

async function history(call: Call, name: string): Promise<ExitCode> {
  const hash = call.option('prompt');
  if (hash !== null) return promptOf(call, name, hash);
  const sinceMs = parseDuration(call.option('since') ?? '7d');
  if (sinceMs === null) throw new CommandFailed('--since takes a duration like 24h or 7d', 2);
  const config = configOf(call);
  const limit = limitOf(call, RUNS_SHOWN);
  const since = Math.max(0, systemClock.now() - sinceMs);
  const found = await reading(config, (reader) => reader.history(name, { since, limit }));
  if (found === null) throw noSuch(name);
  call.out(call.json ? asJson(found) : shown(sayHistory(found, systemClock.now())));
  return 0;
}

/** Reads from the database by itself, whether or not the program runs. */
function reading<T>(config: Config, read: (reader: CanaryReader) => Promise<T>): Promise<T> {
  return withTrail(config, async (trail) =>
    read(await createCanaryReaderBySchedule(config, trail, systemClock.now())),
  );
}

/** An earlier prompt's text, as long as it is kept: what it was asked before somebody changed it. */
async function promptOf(call: Call, name: string, beginning: string): Promise<ExitCode> {
  const config = configOf(call);
  if (!describedProbes(config).some((probe) => probe.name === name)) throw noSuch(name);
  const found = await withTrail(config, async (trail) => {
    const runs = await trail.probeTimes({ probe: name, since: 0, limit: MOST_SEARCHED });
    const hashes = runs.map(({ setup }) => setup.prompt ?? '');
    const promptHash = hashes.find((hash) => hash.startsWith(beginning)) ?? '';
    const prompt = promptHash === '' ? null : await trail.prompt(promptHash);
    return prompt === null ? null : { promptHash, prompt };
  });
  if (found === null) {
    throw new CommandFailed(
      `no prompt of ${name} has a hash that begins with ${beginning}: "npx pithead canary history ${name} --json" names them`,
    );
  }
  call.out(call.json ? asJson(found) : shown(found.prompt));
  return 0;
}

function noSuch(name: string): CommandFailed {
  return new CommandFailed(`there is no canary ${name}: "npx pithead canary list" lists them`);
}
