import { z } from 'zod';
import { shellWord } from '../core/shell-word.ts';
import { change } from './change.ts';
import type { CliCommand } from './command.ts';
import { CommandFailed } from './failure.ts';
import { sayMistyped } from './mistyped.ts';
import { mutedSchema, sayMute } from './muted.ts';
import { asJson, shown } from './print.ts';
import { configOf } from './setting.ts';

const answerSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('muted'),
    silence: z.looseObject({ target: z.string(), until: z.string() }),
    covers: z.array(z.looseObject({ id: z.string(), title: z.string() })),
  }),
  z.object({ outcome: z.literal('already-muted'), incident: mutedSchema }),
]);

const NO_TARGET =
  'a mute needs a target: a source’s or a channel’s name, label=value, an incident’s id or a fingerprint, like: npx pithead mute host=pi 2h';

export const muteCommand: CliCommand = {
  name: 'mute',
  summary: 'be told nothing of something for a while, like: mute host=pi 2h moving it, or: mute shop 1d',
  args: [
    {
      flag: '<target>',
      about:
        'a source’s or a channel’s name, label=value, an incident’s id, or a fingerprint (* stands for anything)',
    },
    { flag: '<duration>', about: 'how long: 30m, 2h, 3d; it ends by itself' },
    { flag: '[reason...]', about: 'why, for the others' },
  ],
  json: true,
  async run(call) {
    const [target = '', duration = '', ...words] = call.args;
    if (target.trim() === '') throw new CommandFailed(NO_TARGET, 2);
    const reason = words.join(' ').trim();
    const config = configOf(call);
    const answer = await change(config, '/v1/mutes', {
      body: { target, duration, ...(reason === '' ? {} : { reason }) },
      answer: answerSchema,
      failed: `${target} was not muted for ${duration}`,
    });
    if (call.json) {
      call.out(asJson(answer));
      return 0;
    }
    const mistyped =
      answer.outcome === 'muted' && answer.covers.length === 0
        ? await sayMistyped(config, answer.silence.target)
        : null;
    call.out(shown([...(mistyped === null ? [] : [mistyped]), sayMuted(answer)].join('\n')));
    return 0;
  },
};

function sayMuted(answer: z.infer<typeof answerSchema>): string {
  if (answer.outcome === 'already-muted') return `already ${sayMute(answer.incident)}\nnothing changed`;
  const { silence, covers } = answer;
  const covered = covers.map(({ id, title }) => `  ${id}  ${title.replaceAll('\n', ' ')}`);
  return [
    `${silence.target} is muted until ${silence.until}; "npx pithead unmute ${shellWord(silence.target)}" ends it`,
    covered.length === 0 ? 'nothing of it is wrong now; what comes is held back' : 'it covers now',
    ...covered,
  ].join('\n');
}
