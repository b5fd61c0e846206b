import { clip } from '../core/clip.ts';
import type { Log } from '../core/ports.ts';
import type { RecordUse } from '../core/usage.ts';

const USAGE_LENGTH = 2_000;

/** Books a call in the log, by its workflow, with the usage object as the provider sent it. */
export function createRecordUse(log: Log): RecordUse {
  return ({ id, workflow, provider, model, usage, latencyMs, traceId, promptHash }) => {
    log.info('model-call', {
      id,
      workflow,
      provider,
      model,
      latencyMs: Math.round(latencyMs),
      traceId,
      promptHash,
      usage: usage === null ? null : clip(JSON.stringify(usage), USAGE_LENGTH),
    });
    return Promise.resolve();
  };
}
