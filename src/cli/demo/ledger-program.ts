import { z } from 'zod';
import { DAY_MS } from '../../core/duration.ts';
import type { SpendView } from '../../core/ledger-views.ts';
import { readSpendView } from '../../core/read-spend-view.ts';
import { newSecret } from './home.ts';
import { createMovedClock } from './moved-clock.ts';
import { writeMovedConfig } from './moved-config.ts';
import { createMovedProgram, type MovedProgram } from './moved-program.ts';

/** The workflow, and what it may spend a day. */
const WORKFLOW = 'digest';
export const BUDGET = '$1.00';

/** What a request was answered with. */
export interface Answered {
  readonly status: number;
  /** Why it was refused; `null`: it was not. */
  readonly error: string | null;
}

/** The whole program with one workflow that has a budget, in this process, by a clock that only `passUntil` moves. */
export interface LedgerProgram extends Pick<MovedProgram, 'passUntil' | 'takeMessages' | 'close'> {
  /** Begins at `now` (epoch milliseconds). Rejects after `close`. */
  start(now: number): Promise<void>;
  /** Posts a record to `/v1/usage`, as the workflow does it. */
  report(record: object): Promise<Answered>;
  /** Asks for room for a call before it is made. */
  reserve(usd: string): Promise<Answered>;
  /** What `npx pithead spend --by model` shows of the last day. */
  spend(now: number): Promise<SpendView>;
}

const answerSchema = z.object({ error: z.string().nullable().default(null) });

/** Everything it keeps lies in `dir`, which exists. */
export function createLedgerProgram(dir: string): LedgerProgram {
  const program = createMovedProgram();
  const key = newSecret('hex');

  async function post(path: string, body: object): Promise<Answered> {
    const response = await fetch(program.privateUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...answerSchema.parse(await response.json()) };
  }

  return {
    start: (now) =>
      program.start(dir, createMovedClock(now), () =>
        writeMovedConfig(dir, { workflows: { [WORKFLOW]: { key, budget: { day: BUDGET } } } }),
      ),
    passUntil: (at, signal) => program.passUntil(at, signal),
    takeMessages: () => program.takeMessages(),
    report: (record) => post('/v1/usage', record),
    reserve: (usd) => post('/v1/reservations', { provider: 'openai', model: 'gpt-4o', estimate: usd }),
    spend: (now) =>
      program.read((trail) =>
        readSpendView(trail, { by: 'model', sinceMs: DAY_MS, workflow: WORKFLOW, now }),
      ),
    close: () => program.close(),
  };
}
