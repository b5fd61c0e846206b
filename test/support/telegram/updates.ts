import { CONFLICT, WEBHOOK_CONFLICT, yes, type Answer } from './answers.ts';

type Update = Readonly<Record<string, unknown>> & { readonly update_id: number };

/** The queue of updates of a bot, given out as getUpdates does: kept until a higher offset confirms them. */
export interface UpdateQueue {
  push(update: Readonly<Record<string, unknown>>): number;
  /**
   * `waitMs`: how long to wait for the first one. A newer request ends an older one with 409. `allowed`: what is asked
   * for from now on, `null`: as before; updates of other kinds are not given at all.
   */
  get(offset: number, waitMs: number, allowed: readonly string[] | null): Promise<Answer>;
  /** Ends what waits, with nothing new. */
  release(): void;
  /** A request waits. */
  readonly waiting: boolean;
  readonly pending: number;
  webhook: string;
}

export function createUpdates(): UpdateQueue {
  let queue: Update[] = [];
  let lastId = 1_000;
  let kinds: readonly string[] | null = null;
  let open: ((answer: Answer) => void) | null = null;

  function isWanted(update: Readonly<Record<string, unknown>>): boolean {
    return kinds === null || kinds.some((kind) => kind in update);
  }

  const queued: UpdateQueue = {
    webhook: '',
    push(update) {
      lastId += 1;
      if (!isWanted(update)) return lastId;
      queue.push({ ...update, update_id: lastId });
      open?.(yes(queue.slice(0, 100)));
      return lastId;
    },
    get(offset, waitMs, allowed) {
      if (queued.webhook !== '') return Promise.resolve(WEBHOOK_CONFLICT);
      open?.(CONFLICT);
      kinds = allowed ?? kinds;
      queue = queue.filter(isWanted);
      if (offset < 0) queue = queue.slice(offset);
      else queue = queue.filter(({ update_id: id }) => id >= offset);
      if (queue.length > 0 || waitMs === 0) return Promise.resolve(yes(queue.slice(0, 100)));
      return new Promise((resolve) => {
        const end = (answer: Answer): void => {
          clearTimeout(timer);
          if (open === end) open = null;
          resolve(answer);
        };
        const timer = setTimeout(() => end(yes([])), waitMs);
        open = end;
      });
    },
    release: () => open?.(yes([])),
    get waiting() {
      return open !== null;
    },
    get pending() {
      return queue.length;
    },
  };
  return queued;
}
