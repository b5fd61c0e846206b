import { z } from 'zod';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { asJson } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.object({ id: z.string(), channels: z.array(z.string()) });

export const replayCommand: CliCommand = {
  name: 'replay',
  summary: 'send an event again, by the routes as they are now',
  args: [{ flag: '<id>', about: 'an event’s id' }],
  json: true,
  async run(call) {
    const [id = ''] = call.args;
    const answer = await change(configOf(call), `/v1/replay/${encodeURIComponent(id)}`, {
      answer: answerSchema,
      failed: `${id} was not replayed`,
    });
    const { channels } = answer;
    const to = channels.length === 0 ? 'nowhere: no route matches it' : channels.join(', ');
    call.out(call.json ? asJson(answer) : `${answer.id} is sent again to ${to}`);
    return 0;
  },
};
