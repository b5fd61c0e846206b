import { z } from 'zod';
import { shellWord } from '../core/shell-word.ts';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { asJson, shown } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.looseObject({ outcome: z.enum(['paused', 'already-paused']), workflow: z.string() });

export const pauseCommand: CliCommand = {
  name: 'pause',
  summary: 'stop a workflow: what it wants to reserve is refused until it is resumed',
  args: [
    { flag: '<workflow>', about: 'a workflow, or canary:NAME, which is not asked until then' },
    { flag: '[reason...]', about: 'why, for the others and for whoever calls' },
  ],
  json: true,
  async run(call) {
    const [workflow = '', ...words] = call.args;
    const reason = words.join(' ').trim();
    const answer = await change(configOf(call), `/v1/workflows/${encodeURIComponent(workflow)}/pause`, {
      ...(reason === '' ? {} : { body: { reason } }),
      answer: answerSchema,
      failed: `${workflow} was not paused`,
    });
    call.out(call.json ? asJson(answer) : shown(sayPaused(answer)));
    return 0;
  },
};

function sayPaused({ outcome, workflow }: z.infer<typeof answerSchema>): string {
  const ends = `"npx pithead resume ${shellWord(workflow)}" ends that`;
  if (outcome === 'already-paused') return `${workflow} is paused already: nothing changed; ${ends}`;
  return `${workflow} is paused: what it wants to reserve is refused, what it uses all the same is booked; ${ends}`;
}
