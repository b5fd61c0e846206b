import { z } from 'zod';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { asJson, shown } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.looseObject({ outcome: z.enum(['resumed', 'not-paused']), workflow: z.string() });

export const resumeCommand: CliCommand = {
  name: 'resume',
  summary: 'let a paused workflow go on',
  args: [{ flag: '<workflow>', about: 'a workflow, or canary:NAME' }],
  json: true,
  async run(call) {
    const [workflow = ''] = call.args;
    const answer = await change(configOf(call), `/v1/workflows/${encodeURIComponent(workflow)}/resume`, {
      answer: answerSchema,
      failed: `${workflow} was not resumed`,
    });
    call.out(call.json ? asJson(answer) : shown(sayResumed(answer)));
    return 0;
  },
};

function sayResumed({ outcome, workflow }: z.infer<typeof answerSchema>): string {
  return outcome === 'resumed' ? `${workflow} may go on` : `${workflow} is not paused: nothing changed`;
}
