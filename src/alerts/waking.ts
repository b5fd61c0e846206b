import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { AlertsDeps } from './deps.ts';
import type { Announcer } from './announcer.ts';
import { nextDue } from './due.ts';
import type { InTurn } from '../core/in-turn.ts';
import type { Memory } from './memory.ts';
import { planDue } from './plan/due.ts';
import type { Plan, PlanContext } from './plan/plan.ts';

/** After the store or `accept` refused something: when it is tried again. */
const AGAIN_MS = 5 * SECOND_MS;
/** Due things that are done in one go; a guard against one that stays due for ever. */
const MOST_AT_ONCE = 1_000;

export interface WakingDeps extends Pick<AlertsDeps, 'rules' | 'clock' | 'activity' | 'log'> {
  readonly memory: () => Memory;
  readonly context: PlanContext;
  readonly inTurn: InTurn;
  readonly carryOut: (plan: Plan<null>) => Promise<null>;
  readonly announcer: Announcer;
}

/** Does what time brings: reminders, escalation, ends of mutes. */
export interface Waking {
  /** Does what is due already, and waits for the rest. Never rejects: what can't be stored is tried again. */
  soon(): Promise<void>;
  /** Waits for what is due next. */
  plan(): void;
  stop(): void;
}

export function createWaking(deps: WakingDeps): Waking {
  const { clock, rules, log } = deps;
  let cancel: (() => void) | null = null;
  let stopped = false;

  /** Does all that is due, one after another. In turn only. */
  async function now(): Promise<void> {
    await deps.announcer.announceAll();
    for (let done = 0; done < MOST_AT_ONCE; done++) {
      const at = clock.now();
      const due = nextDue(deps.memory(), rules);
      if (due === null || due.at > at) return;
      await deps.carryOut(planDue(deps.memory(), due, at, deps.context));
      log.info('incident-due', { kind: due.kind });
    }
    log.error('incident-due', { kind: 'endless' });
  }

  function plan(): void {
    cancel?.();
    cancel = null;
    if (stopped) return;
    const due = nextDue(deps.memory(), rules);
    const waits = due === null ? null : Math.max(0, due.at - clock.now());
    const ms = deps.memory().unannounced.size > 0 ? Math.min(AGAIN_MS, waits ?? AGAIN_MS) : waits;
    if (ms !== null) cancel = clock.after(ms, wake);
  }

  function wake(): void {
    cancel = null;
    void deps.activity.track(soon());
  }

  async function soon(): Promise<void> {
    try {
      await deps.inTurn(now, true);
      plan();
    } catch (error) {
      log.error('incident-store', { error: errorText(error) });
      if (!stopped) cancel = clock.after(AGAIN_MS, wake);
    }
  }

  return {
    soon,
    plan,
    stop() {
      stopped = true;
      cancel?.();
      cancel = null;
    },
  };
}
