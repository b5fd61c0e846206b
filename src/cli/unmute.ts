import { z } from 'zod';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { mutedSchema, sayMute } from './muted.ts';
import { asJson, shown } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.object({
  outcome: z.literal('unmuted'),
  silence: z.looseObject({ target: z.string() }),
  still: z.array(mutedSchema),
});

export const unmuteCommand: CliCommand = {
  name: 'unmute',
  summary: 'end a mute before its time',
  args: [{ flag: '<target>', about: 'what was muted, as "npx pithead incidents" lists it' }],
  json: true,
  async run(call) {
    const [target = ''] = call.args;
    const answer = await change(configOf(call), '/v1/unmutes', {
      body: { target },
      answer: answerSchema,
      failed: `${target} was not unmuted`,
    });
    call.out(call.json ? asJson(answer) : shown(sayUnmuted(answer)));
    return 0;
  },
};

function sayUnmuted({ silence, still }: z.infer<typeof answerSchema>): string {
  if (still.length === 0) return `${silence.target} is not muted any more`;
  return [
    `${silence.target} is not muted any more by this mute, but by others`,
    ...still.map((incident) => `  still ${sayMute(incident)}`),
  ].join('\n');
}
