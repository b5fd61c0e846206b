import type { DigestSpan } from '../../core/ledger-deeds.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';

const SPANS = ['day', 'week'] as const satisfies readonly DigestSpan[];
const MAX_WORD = 40;

export const digestCommand = {
  info: {
    name: 'digest',
    about: 'the last day in short, or the last week: dollars, calls, latency, canaries, incidents',
    args: [{ name: 'span', about: 'day (as it is without), or week', required: false }],
    example: '/digest week',
  },
  role: 'viewer',
  async run(args, services) {
    const word = args.get('span') ?? 'day';
    const span = SPANS.find((each) => each === word.toLowerCase());
    if (span === undefined) {
      const message = say(
        `${part(word, MAX_WORD)} is neither day nor week, like ${digestCommand.info.example}`,
      );
      return { outcome: 'usage', message };
    }
    return { outcome: 'allowed', message: await services.digest(span) };
  },
} as const satisfies ChatCommand;
