import { z } from 'zod';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { asJson, shown } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.object({
  outcome: z.enum(['acknowledged', 'already']),
  incident: z.looseObject({
    title: z.string(),
    acknowledgedBy: z.string().nullable(),
    acknowledgedAt: z.string().nullable(),
  }),
});

export const ackCommand: CliCommand = {
  name: 'ack',
  summary: 'say that you take care of an incident: no more reminders of it',
  args: [{ flag: '<id>', about: 'an incident’s id; all that stands on its card is acknowledged' }],
  json: true,
  async run(call) {
    const [id = ''] = call.args;
    const answer = await change(configOf(call), `/v1/incidents/${encodeURIComponent(id)}/ack`, {
      answer: answerSchema,
      failed: `${id} was not acknowledged`,
    });
    const { title, acknowledgedBy, acknowledgedAt } = answer.incident;
    const already = `already acknowledged by ${acknowledgedBy ?? 'somebody'} at ${acknowledgedAt ?? 'some time'}`;
    const said = answer.outcome === 'acknowledged' ? 'acknowledged' : already;
    call.out(call.json ? asJson(answer) : shown(`${said}: ${title}`));
    return 0;
  },
};
