import { z } from 'zod';
import type { CliCommand } from './command.ts';
import { CommandFailed } from './failure.ts';
import { asJson } from './print.ts';
import { configOf, post } from './setting.ts';

const answerSchema = z.union([
  z.object({ id: z.string(), channels: z.array(z.string()) }),
  z.object({ error: z.string() }),
]);

export const replayCommand: CliCommand = {
  name: 'replay',
  summary: 'send an event again, by the routes as they are now',
  args: [{ flag: '<id>', about: 'an event’s id' }],
  json: true,
  async run(call) {
    const [id = ''] = call.args;
    const { body } = await post(configOf(call), `/v1/replay/${encodeURIComponent(id)}`);
    const answer = answerSchema.parse(body);
    if ('error' in answer) throw new CommandFailed(`${id} was not replayed: ${answer.error}`);
    const { channels } = answer;
    const to = channels.length === 0 ? 'nowhere: no route matches it' : channels.join(', ');
    call.out(call.json ? asJson(answer) : `${answer.id} is sent again to ${to}`);
    return 0;
  },
};
