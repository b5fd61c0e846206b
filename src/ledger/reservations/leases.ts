import type { LedgerDeps } from '../deps.ts';

interface Lease {
  readonly until: number;
  readonly end: () => Promise<void>;
}

/** Ends what was not ended in time, each when its time comes. */
export interface Leases {
  add(key: string, until: number, end: () => Promise<void>): void;
  remove(key: string): void;
  stop(): void;
}

/** One timer, for the lease that ends next. */
export function createLeases({ clock, activity }: Pick<LedgerDeps, 'clock' | 'activity'>): Leases {
  const leases = new Map<string, Lease>();
  let timer: { readonly at: number; readonly cancel: () => void } | null = null;
  let stopped = false;

  function wakeAt(until: number): void {
    if (stopped || (timer !== null && timer.at <= until)) return;
    timer?.cancel();
    timer = { at: until, cancel: clock.after(Math.max(0, until - clock.now()), wake) };
  }

  function wake(): void {
    timer = null;
    const now = clock.now();
    for (const [key, { until, end }] of leases) {
      if (until > now) continue;
      leases.delete(key);
      void activity.track(end());
    }
    const next = [...leases.values()].reduce((least, { until }) => Math.min(least, until), Infinity);
    if (next !== Infinity) wakeAt(next);
  }

  return {
    add(key, until, end) {
      leases.set(key, { until, end });
      wakeAt(until);
    },
    remove: (key) => void leases.delete(key),
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
