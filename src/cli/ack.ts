import { z } from 'zod';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { asJson, shown } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.object({
  outcome: z.enum(['acknowledged', 'already']),
  /** What else stands on its card. */
  also: z.int().optional(),
  incident: z.looseObject({
    title: z.string(),
    mutedUntil: z.string().nullable(),
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
    call.out(call.json ? asJson(answer) : shown(sayAcknowledged(answer)));
    return 0;
  },
};

function sayAcknowledged({ outcome, incident, also = 0 }: z.infer<typeof answerSchema>): string {
  const { title, acknowledgedBy, acknowledgedAt, mutedUntil } = incident;
  const already = `already acknowledged by ${acknowledgedBy ?? 'somebody'} at ${acknowledgedAt ?? 'some time'}`;
  const said = outcome === 'acknowledged' ? 'acknowledged' : already;
  const more = also === 0 ? '' : ` and ${also} more`;
  const muted =
    mutedUntil === null ? [] : [`it is muted until ${mutedUntil}: until then nothing is told of it`];
  return [`${said}: ${title.replaceAll('\n', ' ')}${more}`, ...muted].join('\n');
}
