import type { Activity } from '../core/activity.ts';
import type { Clock } from '../core/clock.ts';
import { SECOND_MS } from '../core/duration.ts';
import type { Log, RefusedRequest, TrailStore } from '../core/ports.ts';

/** Refused requests kept in memory at most, between two writes; the rest of a flood is only counted. */
export const BUFFERED = 1_000;

export interface RefusedKeeper {
  add(request: RefusedRequest): void;
  /** Resolves when everything added before is written (or could not be). */
  flush(): Promise<void>;
}

/** Writes refused requests together and at most once a second: a flood of forgeries must not wear the disk out. */
export function createRefusedKeeper(deps: {
  readonly store: Pick<TrailStore, 'addRefused'>;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
}): RefusedKeeper {
  let buffer: RefusedRequest[] = [];
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;

  function write(): Promise<void> {
    cancel?.();
    cancel = deps.clock.after(SECOND_MS, () => {
      cancel = null;
      if (buffer.length > 0) void write();
    });
    const requests = buffer;
    const lost = dropped;
    buffer = [];
    dropped = 0;
    if (lost > 0) deps.log.warn('refused-not-kept', { count: lost });
    const written = deps.store.addRefused(requests).catch((error: unknown) => {
      deps.log.error('refused-not-written', { error: error instanceof Error ? error.message : 'unknown' });
    });
    writing = deps.activity.track(Promise.all([writing, written]).then(() => undefined));
    return writing;
  }

  return {
    add(request) {
      if (buffer.length >= BUFFERED) dropped += 1;
      else buffer.push(request);
      // The first one after a quiet second is written at once, so that it can be looked up.
      if (cancel === null) void write();
    },
    flush: () => (buffer.length > 0 ? write() : writing),
  };
}
