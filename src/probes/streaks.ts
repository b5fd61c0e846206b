import type { ProbeRun } from '../core/probe.ts';

/** Since when each aspect of a probe has been failing, and which of them are being well again. */
export interface Streaks {
  /** When the first run of those that failed began, epoch milliseconds; `null`: it does not fail. */
  since(aspect: string): number | null;
  /** What is known of an incident that is open. */
  open(aspect: string, startedAt: number): void;
  /** A burst of the last process goes on, which began at `since`: whatever fails in it, or passes, began then. */
  resume(aspects: readonly string[], since: number): void;
  /** Notes what became of an observation (`reason`: as `alerts` says); true where failing, or being well again, began with it. */
  note(aspect: string, ok: boolean, reason: string, run: Pick<ProbeRun, 'at' | 'trigger'>): boolean;
  /** No confirming run follows: what passed last and is no incident does not fail. */
  burstOver(): void;
}

export function createStreaks(): Streaks {
  const failing = new Map<string, number>();
  const recovering = new Set<string>();
  /** What passed last, and may still fail again in the same burst. */
  const passed = new Set<string>();

  function noteFailing(aspect: string, { at, trigger }: Pick<ProbeRun, 'at' | 'trigger'>): boolean {
    passed.delete(aspect);
    // Amid a burst it goes on: what passes and fails by turns must not begin one burst after the other.
    if (trigger !== 'confirm') recovering.delete(aspect);
    if (failing.has(aspect)) return false;
    failing.set(aspect, at);
    return true;
  }

  function noteWell(aspect: string, reason: string): boolean {
    if (reason === 'recovering') {
      if (recovering.has(aspect)) return false;
      recovering.add(aspect);
      return true;
    }
    // Flapping: well, but not over.
    if (reason !== 'flapping') passed.add(aspect);
    return false;
  }

  return {
    since: (aspect) => failing.get(aspect) ?? null,
    open: (aspect, startedAt) => void failing.set(aspect, startedAt),
    resume(aspects, since) {
      for (const aspect of aspects) {
        if (!failing.has(aspect)) failing.set(aspect, since);
        recovering.add(aspect);
        passed.add(aspect);
      }
    },
    note: (aspect, ok, reason, run) => (ok ? noteWell(aspect, reason) : noteFailing(aspect, run)),
    burstOver() {
      for (const aspect of passed) failing.delete(aspect);
      passed.clear();
      recovering.clear();
    },
  };
}
