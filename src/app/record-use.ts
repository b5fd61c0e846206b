import { at } from '../core/json.ts';
import type { Log } from '../core/ports.ts';
import type { RecordUse } from '../core/usage.ts';

/** Books a call in the log, by its workflow. The usage object itself is kept with the run that made the call. */
export function createRecordUse(log: Log): RecordUse {
  return ({ id, workflow, provider, model, usage, latencyMs, traceId }) => {
    log.info('model-call', {
      id,
      workflow,
      provider,
      model,
      latencyMs: Math.round(latencyMs),
      traceId,
      usage: at(usage) !== null,
    });
    return Promise.resolve();
  };
}
