import { columns } from '../print.ts';
import { PHASES, type CanaryOutcome } from './judge-canary.ts';
import type { LedgerOutcome } from './judge-ledger.ts';
import type { BadOutcome, Judgement, Outcome } from './judge.ts';
import { timeOfDay } from './run-lines.ts';
import { paint } from './screen.ts';

/** The table at the end, and what to type next. `tookMs`: milliseconds. */
export function report(outcome: Outcome, judgement: Judgement, tookMs: number): string {
  const { good, bad, canary, ledger } = outcome;
  const { accepted, delivered, lost, postedAgain, duplicates, possibleRepeats, repeats, problems } =
    judgement;
  const requests = columns([
    ['', 'SENT', 'ACCEPTED', 'REFUSED', 'WHY'],
    ['real payloads', ...counts(good.length, accepted, good.length - accepted), ''],
    ...bad.map((one) => [one.kind, ...counts(1, 0, 1), why(one)]),
  ]);
  const figures = columns([
    ['delivered', count(delivered), `of ${accepted} accepted`],
    ['lost', count(lost), 'acknowledged with 2xx and not delivered'],
    ['posted again', count(postedAgain), `unanswered at the kill; ${duplicates} had been stored already`],
    ['possible repeats', count(possibleRepeats), `being sent at the kill, marked; ${repeats} came twice`],
    ...canaryRows(canary),
    ledgerRow(ledger),
    ['took', (tookMs / 1000).toFixed(1).padStart(4), 'seconds'],
  ]);
  return [
    '',
    indent(requests),
    '',
    indent(figures),
    '',
    problems.length === 0
      ? `  ${paint('green', 'Everything is as it should be.')}`
      : `  ${paint('red', 'Not as it should be:')}\n${indent(problems.map((problem) => `- ${problem}`).join('\n'))}`,
    '',
    '  Next:',
    indent(
      columns([
        ['npm start', 'run it, with nothing configured'],
        ['npx pithead send demo examples/hello.json', 'then, elsewhere: a webhook'],
        ['npx pithead events', 'what came, what became of it'],
        ['npx pithead canary list', 'the prompts in prompts/canaries, once they have a provider'],
        ['npx pithead spend', 'what model calls cost, once a workflow reports them'],
      ]),
    ),
    '',
  ].join('\n');
}

function canaryRows({ phases, incidents }: CanaryOutcome): readonly (readonly string[])[] {
  const [incident] = incidents;
  const runs = PHASES.reduce((sum, name) => sum + phases[name].runs.length, 0);
  const { blip, 'asked again': again, slow, confirmed } = phases;
  const woken = blip.told + again.told === 0 ? 'nobody' : 'somebody';
  const late = slow.runs.length + confirmed.runs.length;
  const told = confirmed.told === 0 ? 'told nobody' : `told after ${late} runs`;
  return [
    ['canary', count(runs), `runs; 1 blip woke ${woken}`],
    ['', '', incident === undefined ? 'no incident' : sayIncident(incident, told)],
  ];
}

function ledgerRow({ spend, refused }: LedgerOutcome): readonly string[] {
  const { calls, costUsd, unpricedCalls } = spend;
  const said = `calls for $${costUsd ?? '?'}, ${unpricedCalls} of unknown cost; what had no room: ${refused}`;
  return ['model calls', count(calls), said];
}

function sayIncident({ startedAt, resolvedAt }: CanaryOutcome['incidents'][number], told: string): string {
  const end = resolvedAt === null ? 'still open' : `resolved ${hourOf(resolvedAt)}`;
  return `slow at ${hourOf(startedAt)}, ${told}, ${end}`;
}

function hourOf(at: number): string {
  return timeOfDay(at).slice(0, 'HH:MM'.length);
}

function counts(sent: number, accepted: number, refused: number): readonly string[] {
  return [count(sent), `${accepted}`.padStart(8), `${refused}`.padStart(7)];
}

function count(number: number): string {
  return `${number}`.padStart(4);
}

function why({ status, reason }: BadOutcome): string {
  const nothing = reason === 'duplicate' ? ': it had it already' : '';
  return `${status ?? 'no answer'} ${reason}${nothing}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '     ');
}
