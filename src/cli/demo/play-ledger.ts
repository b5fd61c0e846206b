import { HOUR_MS, MINUTE_MS } from '../../core/duration.ts';
import { saySpend } from '../spend-text.ts';
import type { LedgerOutcome } from './judge-ledger.ts';
import { BUDGET, type Answered, type LedgerProgram } from './ledger-program.ts';
import { deedLine } from './run-lines.ts';
import type { Screen } from './screen.ts';

export interface LedgerStage {
  readonly ledger: LedgerProgram;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** A Tuesday, seven in the morning. */
const START = Date.UTC(2026, 2, 3, 7);
/** What each call used: 6 cents by the price table. */
const USAGE = { prompt_tokens: 16_000, completion_tokens: 2_000, total_tokens: 18_000 };
const RUNAWAY_CALLS = 13;
/** More than is left by then. */
const TOO_MUCH = '$0.30';

/** A morning of a workflow: it reports a call, runs away, is told of, and is refused what its budget has no room for. */
export async function playLedger({ ledger, screen, signal }: LedgerStage): Promise<LedgerOutcome> {
  let now = START;
  let calls = 0;

  async function report(what: object): Promise<Answered> {
    calls += 1;
    const answer = await ledger.report({ id: `call-${calls}`, provider: 'openai', ...what });
    await ledger.passUntil(now, signal);
    return answer;
  }

  screen.step(`A workflow reports what its model calls used; it may spend ${BUDGET} a day`);
  await ledger.start(START);
  const first = await report({ model: 'gpt-4o', usage: USAGE });
  screen.line(deedLine(now, '/v1/usage: gpt-4o, 18k tokens', `${first.status}`));
  const again = await ledger.report({ id: 'call-1', provider: 'openai', model: 'gpt-4o', usage: USAGE });
  screen.line(deedLine(now, 'the same once more', `${again.status}, counted once`));
  await report({ model: 'new-model', usage: USAGE });
  screen.line(deedLine(now, 'one of a model nobody knows', 'booked, its cost unknown'));
  const toldUnknown = show();
  await screen.pause(signal);

  screen.step('Then it calls every five minutes, whatever it was meant to do');
  for (let i = 0; i < RUNAWAY_CALLS; i++) {
    now += 5 * MINUTE_MS;
    await ledger.passUntil(now, signal);
    await report({ model: 'gpt-4o', usage: USAGE });
  }
  screen.line(deedLine(now, `${RUNAWAY_CALLS} calls later`, ''));
  const toldShare = show();
  const refused = await ledger.reserve(TOO_MUCH);
  screen.line(deedLine(now, `/v1/reservations: ${TOO_MUCH}`, `${refused.status}`));
  screen.line(`     ${refused.error ?? ''}`);
  await screen.pause(signal);

  screen.step('What npx pithead spend --by model shows');
  now = START + 2 * HOUR_MS;
  const spend = await ledger.spend(now);
  for (const line of saySpend(spend, []).split('\n')) screen.line(`     ${line}`.trimEnd());
  return { toldUnknown, toldShare, refused: refused.status, spend };

  /** How many messages came. */
  function show(): number {
    const lines = ledger.takeMessages();
    screen.messages(lines);
    return lines.filter((line) => !line.startsWith(' ')).length;
  }
}
