import type { Config } from '../config.ts';
import { SECOND_MS } from '../core/duration.ts';
import { traceView, type TraceView } from '../core/views.ts';
import { controlKey } from '../own-secrets.ts';
import { readRun } from '../run-file.ts';
import type { CliCommand } from './command.ts';
import { CommandFailed } from './failure.ts';
import { asJson, columns } from './print.ts';
import { configOf, uneditableIn, withTrail } from './setting.ts';

export const traceCommand: CliCommand = {
  name: 'trace',
  summary: 'what happened to an event, an incident, a request or a delivery, step by step',
  args: [
    { flag: '<id>', about: 'an event’s, an incident’s or a request’s id, or the sender’s own delivery id' },
  ],
  json: true,
  async run(call) {
    const [id = ''] = call.args;
    const config = configOf(call);
    const find = () => withTrail(config, (trail) => trail.find(id));
    const found = (await find()) ?? ((await writtenDown(config)) ? await find() : null);
    if (found === null) {
      throw new CommandFailed(
        `no event, incident, request or delivery has the id ${id}: "npx pithead events" lists the newest`,
      );
    }
    const trace = traceView(found, uneditableIn(config));
    call.out(call.json ? asJson(trace) : sayTrace(trace));
    return 0;
  },
};

/**
 * Has the running program write down what it keeps back for up to a second: requests that were refused. `false` where
 * none runs, or it doesn't answer.
 */
async function writtenDown(config: Config): Promise<boolean> {
  const run = readRun(config.dataDir);
  if (run === null) return false;
  const headers = { authorization: `Bearer ${controlKey(config.dataDir).reveal()}` };
  // Any look at the trail does.
  return fetch(`${run.privateUrl}/v1/status`, { headers, signal: AbortSignal.timeout(SECOND_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function sayTrace({ id, traceId, steps }: TraceView): string {
  return [`${id}  (trace ${traceId})`, columns(steps.map(({ at, step, detail }) => [at, step, detail]))].join(
    '\n',
  );
}
