import { createCanaryReaderBySchedule } from '../../app/canary-reader.ts';
import type { Incident } from '../../core/incident.ts';
import type { CanaryHistoryView } from '../../core/probe-views.ts';
import type { ProbeRun } from '../../core/probe.ts';
import { ackCommand } from '../ack.ts';
import { CANARY, makeCanaryHome } from './canary-home.ts';
import { startModelServer, type ModelServer } from './model-server.ts';
import { createMovedClock } from './moved-clock.ts';
import { createMovedProgram, type MovedProgram } from './moved-program.ts';

/** The whole program with one canary and a model to ask, in this process, by a clock that only `passUntil` moves. */
export interface CanaryProgram extends Pick<MovedProgram, 'passUntil' | 'takeMessages' | 'close'> {
  /** Begins at `now` (epoch milliseconds). Rejects after `close`. */
  start(now: number): Promise<void>;
  /** About how many milliseconds an answer takes from now on. */
  answerIn(ms: number): void;
  /** The runs since then, the oldest first. */
  runsSince(at: number): Promise<readonly ProbeRun[]>;
  incidents(): Promise<readonly Incident[]>;
  /** As `npx pithead ack ID` does it. */
  acknowledge(id: string): Promise<void>;
  history(since: number, now: number): Promise<CanaryHistoryView>;
}

/** Answers take up to an eighth longer or shorter, each by another share. */
const SPREAD = 0.125;
const GOLDEN = 0.618;
const MOST_RUNS = 500;
const MOST_INCIDENTS = 20;

/** Everything it keeps lies in `dir`, which exists. */
export function createCanaryProgram(dir: string): CanaryProgram {
  const program = createMovedProgram();
  let usualMs = 0;
  let answers = 0;
  let model: ModelServer | null = null;

  function nextLatency(): number {
    answers += 1;
    const share = 2 * ((answers * GOLDEN) % 1) - 1;
    return Math.round(usualMs * (1 + SPREAD * share));
  }

  return {
    start(now) {
      const clock = createMovedClock(now);
      return program.start(dir, clock, async () => {
        model = await startModelServer(clock, nextLatency);
        return makeCanaryHome(dir, model.baseUrl);
      });
    },
    answerIn(ms) {
      usualMs = ms;
    },
    passUntil: (at, signal) => program.passUntil(at, signal),
    takeMessages: () => program.takeMessages(),
    async runsSince(at) {
      const filter = { probe: CANARY, since: at, limit: MOST_RUNS };
      const runs = await program.read((trail) => trail.probeRuns(filter));
      return runs.toReversed();
    },
    incidents: () => program.read((trail) => trail.incidents({ open: false, limit: MOST_INCIDENTS })),
    async acknowledge(id) {
      const { configPath } = program;
      const quiet = { option: () => null, flag: () => false, json: false, out: () => {}, err: () => {} };
      await ackCommand.run({ ...quiet, args: [id], configPath });
    },
    async history(since, now) {
      const found = await program.read(async (trail, config) => {
        const reader = await createCanaryReaderBySchedule(config, trail, now);
        return reader.history(CANARY, { since, limit: MOST_RUNS });
      });
      if (found === null) throw new Error(`there is no canary ${CANARY}`);
      return found;
    },
    async close() {
      await program.close();
      await model?.close();
    },
  };
}
