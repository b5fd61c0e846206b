import { traceView, type TraceView } from '../core/views.ts';
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
    const found = await withTrail(config, (trail) => trail.find(id));
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

function sayTrace({ id, traceId, steps }: TraceView): string {
  return [`${id}  (trace ${traceId})`, columns(steps.map(({ at, step, detail }) => [at, step, detail]))].join(
    '\n',
  );
}
