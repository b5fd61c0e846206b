import type { Activity } from '../core/activity.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { ProbeProgress, ProbeRun, RunTrigger, UnmeasuredReason } from '../core/probe.ts';
import type { ProbeStore } from '../core/probe-store.ts';
import { afterRun, BURST_MS, NOTHING_OWED, type Owing } from './after-run.ts';
import { createSlots, type Slots } from './due.ts';
import { UNMEASURED_ASPECT } from './fingerprint.ts';
import { nextRunAt } from './next-run.ts';
import { observeRun, type ObserveRunDeps } from './observe-run.ts';
import type { Probe } from './probe.ts';
import { runProbe, type RunProbeDeps, type RunRequest } from './run-probe.ts';
import type { Schedule } from './schedule.ts';
import { createStreaks } from './streaks.ts';

/** What broke on our side is not tried again at once. */
const AFTER_TROUBLE_MS = 30 * SECOND_MS;
/** No other side is obeyed for longer, nor any time that was written down by a clock that was wrong. */
const LONGEST_HOLD_MS = DAY_MS;

export interface ProbeLoopDeps extends RunProbeDeps, Omit<ObserveRunDeps, 'history'> {
  readonly activity: Activity;
  readonly store: RunProbeDeps['store'] & Pick<ProbeStore, 'keepProgress' | 'probeChanges' | 'probeTimes'>;
}

/** What the last process left of a probe. */
export interface Before {
  /** `null`: it never ran. */
  readonly progress: ProbeProgress | null;
  /** Since when its aspects fail whose incidents are open, epoch milliseconds. */
  readonly open: ReadonlyMap<string, number>;
  /** When the burst began that is still to be made to its end; `null`: none is. */
  readonly burstSince: number | null;
}

/** One probe by its schedule: never twice at a time, a slot never twice, what is seen first confirmed soon. */
export interface ProbeLoop {
  readonly probe: Probe;
  start(before: Before): void;
  /** A run now, or the one that is running. Rejects before the start and after a stop, and where it breaks. */
  runNow(progress: (line: string) => void): Promise<ProbeRun>;
  /** When it runs next by itself, epoch milliseconds; `null`: not within 40 days, or it has not begun. */
  nextAt(): number | null;
  /** At once: what is running is aborted. */
  stop(): void;
}

export function createProbeLoop(probe: Probe, schedule: Schedule, deps: ProbeLoopDeps): ProbeLoop {
  const { clock, activity, log, store } = deps;
  const stopped = new AbortController();
  const streaks = createStreaks();
  const listeners = new Set<(line: string) => void>();
  let slots: Slots | null = null;
  let slot: number | null = null;
  let owing: Owing = NOTHING_OWED;
  /** Why it is held; what an earlier process was told is not kept. */
  let heldFor: UnmeasuredReason = 'rate-limited';
  /** After trouble of our own nothing is begun before. */
  let pausedUntil = 0;
  let lastAt = 0;
  let lastNow = 0;
  let running: Promise<ProbeRun> | null = null;
  let cancel: (() => void) | null = null;

  function plan(): void {
    cancel?.();
    if (stopped.signal.aborted || running !== null || slots === null) return;
    const now = clock.now();
    const holdUntil = holdAt(now);
    if (now < pausedUntil) {
      cancel = clock.after(pausedUntil - now, plan);
      return;
    }
    if (owing.owed > 0) {
      const { owedFor: trigger } = owing;
      cancel = clock.after(Math.max(0, (holdUntil ?? now) - now), () =>
        runAlone({ trigger, missed: 0, held: null }),
      );
      return;
    }
    const due = slots.due(now);
    if (due.kind === 'wait') {
      cancel = clock.after(due.ms, plan);
      return;
    }
    ({ slot } = due);
    const held = holdUntil !== null && now < holdUntil ? { until: holdUntil, reason: heldFor } : null;
    runAlone({ trigger: 'schedule', missed: due.missed, held });
  }

  /** Until when nothing may be asked. After a clock that was set back, what was written down by the other time says nothing. */
  function holdAt(now: number): number | null {
    const setBack = now < lastNow - MINUTE_MS;
    lastNow = now;
    if (setBack) {
      pausedUntil = 0;
      owing = { ...owing, holdUntil: null };
    }
    const { owed, holdUntil } = owing;
    if (holdUntil === null) return null;
    // What was to be confirmed soon and can't be is left to the next slots.
    if (owed > 0 && holdUntil - now > BURST_MS) owing = { ...NOTHING_OWED, holdUntil };
    if (holdUntil - now > LONGEST_HOLD_MS) owing = { ...owing, holdUntil: now + LONGEST_HOLD_MS };
    return owing.holdUntil;
  }

  /** For who does not wait for it: what breaks is in the log. */
  function runAlone(wanted: Wanted): void {
    run(wanted).catch(() => {});
  }

  function run(wanted: Wanted): Promise<ProbeRun> {
    cancel?.();
    running ??= activity.track(once(wanted)).finally(() => {
      running = null;
      plan();
    });
    return running;
  }

  async function once({ trigger, missed, held }: Wanted): Promise<ProbeRun> {
    try {
      // A turn later, so that the run sees the time that the clock was moved on to.
      await Promise.resolve();
      if (trigger === 'confirm' || trigger === 'again') owing = { ...owing, owed: owing.owed - 1 };
      // Written before it is made: whoever dies meanwhile does not make it again.
      await keep();
      const progress = (line: string): void => listeners.forEach((listener) => listener(line));
      const request: RunRequest = { at: moment(), trigger, missed, held, progress };
      const { run, outcome } = await runProbe(probe, request, stopped.signal, deps);
      const told = await observeRun(probe, run, outcome, streaks, { ...deps, history: store });
      const before = owing;
      if (outcome.verdict === 'unmeasured' && outcome.retryAfterMs !== null) heldFor = outcome.reason;
      owing = afterRun(owing, { trigger, told, outcome, at: request.at }, clock.now());
      if (owing.owed === 0) streaks.burstOver();
      if (owing.owed !== before.owed || owing.holdUntil !== before.holdUntil) await keep();
      return run;
    } catch (error) {
      pausedUntil = clock.now() + AFTER_TROUBLE_MS;
      if (!stopped.signal.aborted) log.error('probe-failed', { probe: probe.name, error: errorText(error) });
      throw error;
    }
  }

  /** Now; no two runs of a probe begin in the same millisecond. */
  function moment(): number {
    const now = clock.now();
    lastAt = now > lastAt || lastAt - now > SECOND_MS ? now : lastAt + 1;
    return lastAt;
  }

  function keep(): Promise<void> {
    return store.keepProgress({ probe: probe.name, slot, ...owing });
  }

  return {
    probe,
    start({ progress, open, burstSince }) {
      slot = progress?.slot ?? null;
      if (progress !== null)
        owing = { owed: progress.owed, owedFor: progress.owedFor, holdUntil: progress.holdUntil };
      for (const [aspect, since] of open) streaks.open(aspect, since);
      if (burstSince !== null) streaks.resume([...probe.aspects, UNMEASURED_ASPECT], burstSince);
      slots = createSlots(probe.name, schedule, slot, clock.now());
      plan();
    },
    async runNow(progress) {
      stopped.signal.throwIfAborted();
      if (slots === null) throw new Error('the program is still starting: try again in a moment');
      listeners.add(progress);
      try {
        return await run({ trigger: 'hand', missed: 0, held: null });
      } finally {
        listeners.delete(progress);
      }
    },
    nextAt() {
      if (slots === null) return null;
      const now = clock.now();
      return nextRunAt(slots.nextAt(now), owing, now);
    },
    stop() {
      cancel?.();
      stopped.abort(new Error('it was stopped'));
    },
  };
}

interface Wanted extends Pick<RunRequest, 'missed' | 'held'> {
  readonly trigger: RunTrigger;
}
