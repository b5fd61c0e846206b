import type { Activity } from '../core/activity.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { ProbeProgress, ProbeRun } from '../core/probe.ts';
import type { ProbeStore } from '../core/probe-store.ts';
import { afterRun, type Owing } from './after-run.ts';
import { createSlots, type Slots } from './due.ts';
import { observeRun, type ObserveRunDeps, type Streaks } from './observe-run.ts';
import type { Probe } from './probe.ts';
import { runProbe, type RunProbeDeps, type RunRequest } from './run-probe.ts';
import type { Schedule } from './schedule.ts';

/** What broke on our side is not tried again at once. */
const AFTER_TROUBLE_MS = 30 * SECOND_MS;

export interface ProbeLoopDeps extends RunProbeDeps, Omit<ObserveRunDeps, 'history'> {
  readonly activity: Activity;
  readonly store: RunProbeDeps['store'] & Pick<ProbeStore, 'keepProgress' | 'probeChanges'>;
}

/** One probe by its schedule: never twice at a time, a slot never twice, what is seen first confirmed soon. */
export interface ProbeLoop {
  readonly probe: Probe;
  /** `before`: what the last process left; `null`: it never ran. */
  start(before: ProbeProgress | null): void;
  /** A run now, or the one that is running. Rejects after a stop, and where it breaks. */
  runNow(progress: (line: string) => void): Promise<ProbeRun>;
  /** When it runs next by itself, epoch milliseconds; `null`: not within 40 days, or it has not begun. */
  nextAt(): number | null;
  /** At once: what is running is aborted. */
  stop(): void;
}

export function createProbeLoop(probe: Probe, schedule: Schedule, deps: ProbeLoopDeps): ProbeLoop {
  const { clock, activity, log, store } = deps;
  const stopped = new AbortController();
  const streaks: Streaks = new Map();
  const listeners = new Set<(line: string) => void>();
  let slots: Slots | null = null;
  let slot: number | null = null;
  let owing: Owing = { owed: 0, holdUntil: null };
  let lastAt = 0;
  let running: Promise<ProbeRun> | null = null;
  let cancel: (() => void) | null = null;

  function plan(): void {
    cancel?.();
    if (stopped.signal.aborted || running !== null || slots === null) return;
    const now = clock.now();
    const { owed, holdUntil } = owing;
    if (owed > 0) {
      const ms = Math.max(0, (holdUntil ?? now) - now);
      cancel = clock.after(ms, () => void runAlone({ trigger: 'confirm', missed: 0 }));
      return;
    }
    const due = slots.due(now);
    if (due.kind === 'wait') {
      cancel = clock.after(due.ms, plan);
      return;
    }
    ({ slot } = due);
    if (holdUntil !== null && now < holdUntil) {
      log.info('probe-held', { probe: probe.name, until: new Date(holdUntil).toISOString() });
      void activity.track(keep()).then(plan);
    } else void runAlone({ trigger: 'schedule', missed: due.missed });
  }

  /** For who does not wait for it: what breaks is in the log. */
  async function runAlone(request: Pick<RunRequest, 'trigger' | 'missed'>): Promise<void> {
    await run(request).catch(() => {});
  }

  function run(request: Pick<RunRequest, 'trigger' | 'missed'>): Promise<ProbeRun> {
    cancel?.();
    running ??= activity.track(once(request)).finally(() => {
      running = null;
      plan();
    });
    return running;
  }

  async function once({ trigger, missed }: Pick<RunRequest, 'trigger' | 'missed'>): Promise<ProbeRun> {
    try {
      // A turn later, so that the run sees the time that the clock was moved on to.
      await Promise.resolve();
      const at = Math.max(clock.now(), lastAt + 1);
      lastAt = at;
      if (trigger === 'confirm') owing = { ...owing, owed: owing.owed - 1 };
      // Written before it is made: whoever dies meanwhile does not make it again.
      await keep();
      const progress = (line: string): void => listeners.forEach((listener) => listener(line));
      const { run, outcome } = await runProbe(probe, { at, trigger, missed, progress }, stopped.signal, deps);
      const confirm = await observeRun(probe, run, outcome, streaks, { ...deps, history: store });
      const before = owing;
      owing = afterRun(owing, { trigger, confirm, outcome, at }, clock.now());
      if (owing.owed !== before.owed || owing.holdUntil !== before.holdUntil) await keep();
      return run;
    } catch (error) {
      owing = { ...owing, holdUntil: clock.now() + AFTER_TROUBLE_MS };
      if (!stopped.signal.aborted) log.error('probe-failed', { probe: probe.name, error: errorText(error) });
      throw error;
    }
  }

  function keep(): Promise<void> {
    return store.keepProgress({ probe: probe.name, slot, ...owing });
  }

  return {
    probe,
    start(before) {
      slot = before?.slot ?? null;
      owing = { owed: before?.owed ?? 0, holdUntil: before?.holdUntil ?? null };
      slots = createSlots(probe.name, schedule, slot, clock.now());
      plan();
    },
    async runNow(progress) {
      stopped.signal.throwIfAborted();
      listeners.add(progress);
      try {
        return await run({ trigger: 'hand', missed: 0 });
      } finally {
        listeners.delete(progress);
      }
    },
    nextAt() {
      if (slots === null) return null;
      return owing.owed > 0 && owing.holdUntil !== null ? owing.holdUntil : slots.nextAt(clock.now());
    },
    stop() {
      cancel?.();
      stopped.abort(new Error('it was stopped'));
    },
  };
}
