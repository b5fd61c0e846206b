import { DAY_MS } from '../../core/duration.ts';
import { picoOfUsd } from '../../core/usd.ts';
import type { ChatCommand } from './command.ts';
import { readSpan } from './read-span.ts';
import { say } from './say.ts';
import { sayNothingBooked, sayNoWorkflow } from './say-no-workflow.ts';
import { saySpend } from './say-spend.ts';

const USUAL_MS = 7 * DAY_MS;
const EXAMPLE = '/spend digest 30d';

export const spendCommand = {
  info: {
    name: 'spend',
    about: 'what was spent by workflow in a week, or by model of one workflow, with a chart',
    args: [
      { name: 'workflow', about: 'only this one, by model', required: false },
      { name: 'since', about: 'how far back: 24h, 7d, 30d', required: false },
    ],
    example: EXAMPLE,
    moreExamples: ['/spend 24h'],
  },
  role: 'viewer',
  async run(args, services) {
    const given = ['workflow', 'since'].flatMap((name) => args.get(name) ?? []);
    const span = readSpan(given, services.workflows());
    if (!span.ok) return { outcome: 'usage', message: say(`${span.problem}, like ${EXAMPLE}`) };
    const { workflow, sinceMs = USUAL_MS } = span;
    const report = await services.spend(workflow, sinceMs);
    if (report === null) {
      return { outcome: 'nothing', message: sayNoWorkflow(workflow ?? '', services.workflows(), 'spend') };
    }
    const now = services.now();
    if (report.view.calls === 0) {
      return { outcome: 'allowed', message: sayNothingBooked(workflow, sinceMs, services.workflows()) };
    }
    const png = picoOfUsd(report.view.costUsd ?? '0') > 0n ? await services.spendChart(report) : null;
    return { outcome: 'allowed', message: saySpend(report, sinceMs, png, now) };
  },
} as const satisfies ChatCommand;
