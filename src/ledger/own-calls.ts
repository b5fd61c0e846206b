import { errorText } from '../core/error-text.ts';
import type { ModelUse, RecordUse } from '../core/usage.ts';
import type { LedgerDeps } from './deps.ts';
import type { RecordUses } from './record.ts';

/** Calls of ours that wait for a database that is away; the oldest go first when there are more. */
const MOST_WAITING = 1_000;
const RETRY_MS = 60_000;

/**
 * Books the program's own calls, whose caller can't come again: what can't be written waits here, within bounds, and is
 * tried every minute. Each is a line of the log, too.
 */
export function createOwnCalls(
  record: RecordUses,
  { clock, activity, log }: Pick<LedgerDeps, 'clock' | 'activity' | 'log'>,
): RecordUse {
  let waiting: ModelUse[] = [];
  let retrying = false;

  /** Where one can't be written, the others are not tried either; it goes last, should it be the only one. */
  async function book(uses: readonly ModelUse[]): Promise<void> {
    for (const [i, use] of uses.entries()) {
      try {
        await record(use.workflow, [use]);
      } catch (error) {
        log.error('usage-not-booked', { workflow: use.workflow, id: use.id, error: errorText(error) });
        return keep([...uses.slice(i + 1), use]);
      }
    }
  }

  function keep(uses: readonly ModelUse[]): void {
    waiting.push(...uses);
    for (const { workflow, id } of waiting.splice(0, waiting.length - MOST_WAITING))
      log.error('usage-lost', { workflow, id });
    if (retrying) return;
    retrying = true;
    clock.after(RETRY_MS, () => {
      retrying = false;
      const again = waiting;
      waiting = [];
      void activity.track(book(again));
    });
  }

  return async (use) => {
    const { id, workflow, provider, model, latencyMs, traceId, promptHash } = use;
    log.info('model-call', {
      id,
      workflow,
      provider,
      model,
      latencyMs: latencyMs === null ? null : Math.round(latencyMs),
      traceId,
      promptHash,
    });
    await book([use]);
  };
}
