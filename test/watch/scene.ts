import { setImmediate } from 'node:timers/promises';
import { createActivity, settled } from '../../src/core/activity.ts';
import type { Observed } from '../../src/core/alerts.ts';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { keptIncidentId } from '../../src/core/ids.ts';
import type { Observation } from '../../src/core/incident.ts';
import type { Log, LogValue } from '../../src/core/ports.ts';
import { createTimers } from '../../src/core/timers.ts';
import type { WatchDeps } from '../../src/watch/deps.ts';
import { createFakeClock } from '../support/fake-clock.ts';

/** Whatever is observed belongs to it. */
export const INCIDENT = keptIncidentId(1n);

/** What outlives a process: the store's memory, what `alerts` was told, the log. */
export interface Scene {
  readonly deps: WatchDeps;
  readonly kept: Map<string, string>;
  readonly observed: Observation[];
  /** One line each: `connection failing`. */
  readonly told: () => readonly string[];
  readonly logged: string[];
  /** What `observe` answers; by default what it does without thresholds. */
  answer: ((observation: Observation) => Observed['action']) | null;
  /** True: the store takes nothing. */
  broken: boolean;
  readonly now: () => number;
  readonly pending: () => number;
  /** Moves time on without waiting for what follows. */
  readonly advance: (ms: number) => void;
  readonly settled: () => Promise<void>;
  /** Moves time on, settling after each step. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
}

export function createScene(): Scene {
  const fake = createFakeClock();
  const clock = createTimers(fake);
  const activity = createActivity();
  const kept = new Map<string, string>();
  const observed: Observation[] = [];
  const logged: string[] = [];
  const line = (step: string, fields: Readonly<Record<string, LogValue>> = {}): void =>
    void logged.push(`${step} ${JSON.stringify(fields)}`);
  const log: Log = { info: line, warn: line, error: line };
  const settle = () => settled(activity, clock, () => setImmediate());

  const scene: Scene = {
    deps: {
      clock,
      activity,
      log,
      observe(observation) {
        const usual = observation.ok ? 'resolve' : 'open';
        const action = scene.broken ? 'lost' : (scene.answer?.(observation) ?? usual);
        if (action !== 'lost') observed.push(observation);
        const incident = action === 'lost' ? null : INCIDENT;
        return activity.track(Promise.resolve({ action, reason: '', incident }));
      },
      memory: {
        recall: (name) => Promise.resolve(kept.get(name) ?? null),
        keep(name, value) {
          if (scene.broken) return Promise.reject(new Error('database or disk is full'));
          kept.set(name, value);
          return Promise.resolve();
        },
      },
    },
    kept,
    observed,
    told: () => observed.map(({ fingerprint, ok }) => `${fingerprint} ${ok ? 'ok' : 'failing'}`),
    logged,
    answer: null,
    broken: false,
    now: () => fake.now(),
    pending: () => fake.pending,
    advance: (ms) => fake.advance(ms),
    settled: settle,
    async pass(ms, stepMs = MINUTE_MS) {
      for (let left = ms; left > 0; left -= stepMs) {
        fake.advance(Math.min(left, stepMs));
        await settle();
      }
    },
  };
  return scene;
}
