import type { Call, CliCommand } from './command.ts';
import { createCanaryProgram } from './demo/canary-program.ts';
import { createConsoleLog } from './demo/console-log.ts';
import { createLedgerProgram } from './demo/ledger-program.ts';
import { makeHome } from './demo/home.ts';
import { judge } from './demo/judge.ts';
import { play } from './demo/play.ts';
import { createHost } from './demo/program.ts';
import { report } from './demo/report.ts';
import { createScreen, paint } from './demo/screen.ts';
import { CommandFailed } from './failure.ts';

const LONGEST_MS = 50_000;
const TOO_SLOW = `the demo was given up after ${LONGEST_MS / 1000} s: is this machine very busy?`;

export const demoCommand: CliCommand = {
  name: 'demo',
  summary:
    'the whole loop in under a minute: real payloads, forgeries, a hard kill, nothing lost; a canary, and a budget',
  async run(call) {
    const end = new AbortController();
    const interrupt = (): void => end.abort(new CommandFailed('the demo was interrupted'));
    for (const signal of SIGNALS) process.on(signal, interrupt);
    // Whoever read along went away (`| head`).
    process.stdout.on('error', interrupt);
    try {
      return await demo(call, end);
    } finally {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    }
  },
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function demo({ out }: Call, end: AbortController): Promise<0 | 1> {
  const before = performance.now();
  const screen = createScreen(out, process.stdout);
  screen.line(
    `\n  ${paint('bold', 'Pithead')}: real webhooks, a hard kill in the middle, and two days of a canary, a budget`,
  );
  const home = makeHome();
  const log = createConsoleLog();
  const host = createHost(home, log, (failure) => end.abort(failure));
  const canary = createCanaryProgram(home.canaryDir);
  const ledger = createLedgerProgram(home.ledgerDir);
  const late = setTimeout(() => end.abort(new CommandFailed(TOO_SLOW)), LONGEST_MS);
  try {
    const outcome = await untilAborted(
      play({ home, host, canary, ledger, log, screen, signal: end.signal }),
      end.signal,
    );
    const judgement = judge(outcome);
    screen.line(report(outcome, judgement, performance.now() - before));
    return judgement.problems.length === 0 ? 0 : 1;
  } finally {
    clearTimeout(late);
    await host.close();
    await canary.close();
    await ledger.close();
    home.remove();
  }
}

/** What is under way at an abort ends by the same signal, but nobody waits for it. Rejects with the abort's reason. */
async function untilAborted<T>(playing: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
  try {
    return await Promise.race([playing, aborted.promise]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
