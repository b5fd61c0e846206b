import type { App } from '../../app.ts';
import { createCanaryReaderBySchedule } from '../../app/canary-reader.ts';
import type { Config } from '../../config.ts';
import type { Incident } from '../../core/incident.ts';
import type { CanaryHistoryView } from '../../core/probe-views.ts';
import type { ProbeRun } from '../../core/probe.ts';
import type { Vitals } from '../../watch/read-vitals.ts';
import { ackCommand } from '../ack.ts';
import { CommandFailed } from '../failure.ts';
import { configOf, withTrail, type Trail } from '../setting.ts';
import { CANARY, makeCanaryHome } from './canary-home.ts';
import { createConsoleLog } from './console-log.ts';
import { createLineSink } from './line-sink.ts';
import { startModelServer, type ModelServer } from './model-server.ts';
import { createMovedClock, type MovedClock } from './moved-clock.ts';

/** The whole program with one canary and a model to ask, in this process, by a clock that only `passUntil` moves. */
export interface CanaryProgram {
  /** Begins at `now` (epoch milliseconds). Rejects after `close`. */
  start(now: number): Promise<void>;
  /** About how many milliseconds an answer takes from now on. */
  answerIn(ms: number): void;
  /** Lets everything happen until then, each thing at its time. Rejects with the signal's reason. */
  passUntil(at: number, signal: AbortSignal): Promise<void>;
  /** The console channel's lines since this was last called. */
  takeMessages(): readonly string[];
  /** The runs since then, the oldest first. */
  runsSince(at: number): Promise<readonly ProbeRun[]>;
  incidents(): Promise<readonly Incident[]>;
  /** As `npx pithead ack ID` does it. */
  acknowledge(id: string): Promise<void>;
  history(since: number, now: number): Promise<CanaryHistoryView>;
  /** Ends whatever runs; nothing starts afterwards. */
  close(): Promise<void>;
}

interface Running {
  readonly app: App;
  readonly clock: MovedClock;
  readonly config: Config;
  readonly configPath: string;
}

/** Answers take up to an eighth longer or shorter, each by another share. */
const SPREAD = 0.125;
const GOLDEN = 0.618;
const MOST_RUNS = 500;
const MOST_INCIDENTS = 20;
const MIB = 1_048_576;
/** How this process really is says nothing of days that pass in a second. */
const WELL: Vitals = {
  rssBytes: 120 * MIB,
  heapUsedBytes: 40 * MIB,
  heapLimitBytes: 2_048 * MIB,
  availableBytes: 2_048 * MIB,
  totalBytes: 4_096 * MIB,
  loopDelayMs: 1,
};

/** Everything it keeps lies in `dir`, which exists. */
export function createCanaryProgram(dir: string): CanaryProgram {
  const log = createConsoleLog();
  let usualMs = 0;
  let answers = 0;
  let model: ModelServer | null = null;
  let running: Running | null = null;
  let starting: Promise<void> = Promise.resolve();
  let closed = false;

  function nextLatency(): number {
    answers += 1;
    const share = 2 * ((answers * GOLDEN) % 1) - 1;
    return Math.round(usualMs * (1 + SPREAD * share));
  }

  async function begin(now: number): Promise<void> {
    const clock = createMovedClock(now);
    model = await startModelServer(clock, nextLatency);
    const home = makeCanaryHome(dir, model.baseUrl);
    // Only here: the other commands need not wait for the whole program to load.
    const { createApp } = await import('../../app.ts');
    const app = createApp(home.config, {
      clock,
      dir,
      env: {},
      stdout: createLineSink(() => {}),
      stderr: createLineSink((line) => log.feed(line)),
      readVitals: () => WELL,
    });
    await app.start();
    running = { app, clock, config: configOf(home), configPath: home.configPath };
  }

  function known(): Running {
    if (running === null || closed) throw new CommandFailed('the demo is over');
    return running;
  }

  async function read<T>(reading: (trail: Trail, config: Config) => Promise<T>): Promise<T> {
    const { config } = known();
    return withTrail(config, (trail) => reading(trail, config));
  }

  return {
    async start(now) {
      if (closed) throw new CommandFailed('the demo is over');
      starting = begin(now);
      await starting;
    },
    answerIn(ms) {
      usualMs = ms;
    },
    async passUntil(at, signal) {
      const { app, clock } = known();
      await app.settled();
      while (clock.now() < at) {
        signal.throwIfAborted();
        const left = at - clock.now();
        clock.advance(Math.min(left, clock.untilNext ?? left));
        await app.settled();
      }
    },
    takeMessages: () => log.take(),
    async runsSince(at) {
      const runs = await read((trail) => trail.probeRuns({ probe: CANARY, since: at, limit: MOST_RUNS }));
      return runs.toReversed();
    },
    incidents: () => read((trail) => trail.incidents({ open: false, limit: MOST_INCIDENTS })),
    async acknowledge(id) {
      const { configPath } = known();
      const quiet = { option: () => null, flag: () => false, json: false, out: () => {}, err: () => {} };
      await ackCommand.run({ ...quiet, args: [id], configPath });
    },
    async history(since, now) {
      const found = await read(async (trail, config) => {
        const reader = await createCanaryReaderBySchedule(config, trail, now);
        return reader.history(CANARY, { since, limit: MOST_RUNS });
      });
      if (found === null) throw new Error(`there is no canary ${CANARY}`);
      return found;
    },
    async close() {
      closed = true;
      await starting.catch(() => {});
      await running?.app.stop();
      await model?.close();
    },
  };
}
