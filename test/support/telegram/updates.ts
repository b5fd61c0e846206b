import { CONFLICT, WEBHOOK_CONFLICT, yes, type Answer } from './answers.ts';

type Update = Readonly<Record<string, unknown>> & { readonly update_id: number };

/** The queue of updates of a bot, given out as getUpdates does: kept until a higher offset confirms them. */
export interface UpdateQueue {
  push(update: Readonly<Record<string, unknown>>): number;
  /** `waitMs`: how long to wait for the first one. A newer request ends an older one with 409. */
  get(offset: number, waitMs: number): Promise<Answer>;
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
  let open: ((answer: Answer) => void) | null = null;

  const queued: UpdateQueue = {
    webhook: '',
    push(update) {
      lastId += 1;
      queue.push({ ...update, update_id: lastId });
      open?.(yes(queue.slice(0, 100)));
      return lastId;
    },
    get(offset, waitMs) {
      if (queued.webhook !== '') return Promise.resolve(WEBHOOK_CONFLICT);
      open?.(CONFLICT);
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
