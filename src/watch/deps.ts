import type { Activity } from '../core/activity.ts';
import type { Observe } from '../core/alerts.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/ports.ts';

/** Short texts by name that outlive the process; an empty one is none. */
export interface WatchMemory {
  recall(name: string): Promise<string | null>;
  keep(name: string, value: string): Promise<void>;
}

/** What every part of this room is made with. */
export interface WatchDeps {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly observe: Observe;
  readonly memory: WatchMemory;
}

/** What came of looking again at will. `unmeasured`: nothing can be said. */
export interface Look {
  readonly outcome: 'ok' | 'failing' | 'unmeasured';
  readonly detail: string;
}
