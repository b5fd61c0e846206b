import { canaryProblems, type CanaryOutcome } from './judge-canary.ts';
import { ledgerProblems, type LedgerOutcome } from './judge-ledger.ts';
import type { Answer } from './post.ts';

/** What became of one well-signed webhook. */
export interface GoodOutcome {
  readonly name: string;
  /** One for each time it was posted; `null` where no answer came. */
  readonly answers: readonly (Pick<Answer, 'status' | 'id' | 'duplicate'> | null)[];
  /** True where the database says that every channel has it. */
  readonly delivered: boolean;
  /** How often the console showed it, and how many of these times marked as a possible repeat. */
  readonly shown: number;
  readonly marked: number;
}

/** What became of one that must not become an event. */
export interface BadOutcome {
  readonly kind: string;
  readonly expect: { readonly status: number; readonly reason: string };
  readonly status: number | null;
  readonly reason: string;
}

export interface Outcome {
  readonly good: readonly GoodOutcome[];
  readonly bad: readonly BadOutcome[];
  /** Events in the database at the end. */
  readonly eventsKept: number;
  readonly stoppedCleanly: boolean;
  readonly canary: CanaryOutcome;
  readonly ledger: LedgerOutcome;
}

export interface Judgement {
  /** Everything that is not as it should be, in words; none: the demo succeeded. */
  readonly problems: readonly string[];
  readonly accepted: number;
  readonly delivered: number;
  /** Acknowledged with a 2xx, but not delivered. */
  readonly lost: number;
  readonly badRefused: number;
  readonly postedAgain: number;
  /** Of these, answered as a duplicate: they had been safe all the time. */
  readonly duplicates: number;
  /** Shown as a possible repeat. */
  readonly possibleRepeats: number;
  /** Really shown more than once. */
  readonly repeats: number;
}

/** Whether the program kept its word. */
export function judge({ good, bad, eventsKept, stoppedCleanly, canary, ledger }: Outcome): Judgement {
  const problems: string[] = [];
  const accepted = good.filter(isAccepted);
  const delivered = accepted.filter(isDelivered);
  const lost = accepted.filter((one) => !isDelivered(one));
  const unanswered = good.filter(({ answers }) => answers.includes(null));
  const badRefused = bad.filter(isAsExpected);

  for (const one of good) problems.push(...problemsOf(one));
  for (const one of bad) {
    if (isAsExpected(one)) continue;
    const { kind, expect, status, reason } = one;
    problems.push(
      `${kind}: expected ${expect.status} ${expect.reason}, got ${status ?? 'no answer'} ${reason}`,
    );
  }
  if (unanswered.length === 0) problems.push('no post was in flight when the process was killed');
  if (eventsKept !== accepted.length) {
    problems.push(`the database has ${eventsKept} events, but ${accepted.length} were accepted`);
  }
  if (!stoppedCleanly) problems.push('the program did not stop by itself when it was asked to');
  problems.push(...canaryProblems(canary), ...ledgerProblems(ledger));
  return {
    problems,
    accepted: accepted.length,
    delivered: delivered.length,
    lost: lost.length,
    badRefused: badRefused.length,
    postedAgain: unanswered.length,
    duplicates: unanswered.filter(({ answers }) => answers.some((answer) => answer?.duplicate)).length,
    possibleRepeats: sum(good.map(({ marked }) => marked)),
    repeats: sum(good.map(({ shown }) => Math.max(0, shown - 1))),
  };
}

function* problemsOf(one: GoodOutcome): Generator<string> {
  const { name, answers, shown, marked } = one;
  const [first] = answers;
  const ids = new Set(answers.flatMap((answer) => answer?.id ?? []));
  if (!isAccepted(one)) {
    const statuses = answers.map((answer) => answer?.status ?? 'no answer').join(', ');
    yield `${name}: never accepted (${statuses || 'never posted'})`;
  } else if (!isDelivered(one)) yield `${name}: accepted and LOST`;
  if (first?.duplicate === true) yield `${name}: called a duplicate the first time it was posted`;
  if (ids.size > 1) yield `${name}: became ${ids.size} events`;
  // Only what was being sent when the process died may come twice, and then it says so.
  if (shown - marked > 1)
    yield `${name}: shown ${shown} times, ${marked} of them marked as a possible repeat`;
}

function isAccepted({ answers }: GoodOutcome): boolean {
  return answers.some((answer) => answer !== null && answer.status >= 200 && answer.status < 300);
}

function isDelivered({ delivered, shown }: GoodOutcome): boolean {
  return delivered && shown > 0;
}

function isAsExpected({ expect, status, reason }: BadOutcome): boolean {
  return status === expect.status && reason === expect.reason;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
