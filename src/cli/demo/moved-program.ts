import type { App } from '../../app.ts';
import type { Config } from '../../config.ts';
import type { Vitals } from '../../watch/read-vitals.ts';
import { CommandFailed } from '../failure.ts';
import { configOf, withTrail, type Trail } from '../setting.ts';
import { createConsoleLog } from './console-log.ts';
import { createLineSink } from './line-sink.ts';
import type { MovedClock } from './moved-clock.ts';

/** A configuration as it stands in a file, and as an object. */
export interface WrittenConfig {
  readonly configPath: string;
  readonly config: object;
}

/** The whole program in this process, by a clock that only `passUntil` moves. */
export interface MovedProgram {
  /** Keeps everything in `dir`, where `write` puts its configuration. Rejects after `close`, and writes nothing then. */
  start(dir: string, clock: MovedClock, write: () => WrittenConfig | Promise<WrittenConfig>): Promise<void>;
  /** Lets everything happen until then, each thing at its time. Rejects with the signal's reason. */
  passUntil(at: number, signal: AbortSignal): Promise<void>;
  /** The console channel's lines since this was last called. */
  takeMessages(): readonly string[];
  read<T>(reading: (trail: Trail, config: Config) => Promise<T>): Promise<T>;
  readonly configPath: string;
  /** Of the private listener. */
  readonly privateUrl: string;
  /** Ends whatever runs; nothing starts afterwards. */
  close(): Promise<void>;
}

interface Running {
  readonly app: App;
  readonly clock: MovedClock;
  readonly config: Config;
  readonly configPath: string;
}

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

export function createMovedProgram(): MovedProgram {
  const log = createConsoleLog();
  let running: Running | null = null;
  let starting: Promise<void> = Promise.resolve();
  let closed = false;

  async function begin(...[dir, clock, write]: Parameters<MovedProgram['start']>): Promise<void> {
    const { config, configPath } = await write();
    // Only here: the other commands need not wait for the whole program to load.
    const { createApp } = await import('../../app.ts');
    const app = createApp(config, {
      clock,
      dir,
      env: {},
      stdout: createLineSink(() => {}),
      stderr: createLineSink((line) => log.feed(line)),
      readVitals: () => WELL,
    });
    await app.start();
    running = { app, clock, config: configOf({ configPath }), configPath };
  }

  function known(): Running {
    if (running === null || closed) throw new CommandFailed('the demo is over');
    return running;
  }

  return {
    async start(dir, clock, write) {
      if (closed) throw new CommandFailed('the demo is over');
      starting = begin(dir, clock, write);
      await starting;
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
    async read(reading) {
      const { config } = known();
      return withTrail(config, (trail) => reading(trail, config));
    },
    get configPath() {
      return known().configPath;
    },
    get privateUrl() {
      return known().app.privateUrl;
    },
    async close() {
      closed = true;
      await starting.catch(() => {});
      await running?.app.stop();
    },
  };
}
