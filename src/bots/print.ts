import { FarEndError } from '../core/far-end.ts';
import type { Sink } from '../core/sink.ts';

/**
 * Resolves when the stream took the text. Rejects with a `FarEndError` (to be tried again): `network` where the
 * stream is closed or its reader gone, `timeout` where `signal` aborts first.
 */
export function printTo(sink: Sink, text: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    function giveUp(): void {
      reject(new FarEndError('the output took nothing in time', verdict('timeout')));
    }
    function finish(error: unknown): void {
      signal.removeEventListener('abort', giveUp);
      if (error === null || error === undefined) return resolve();
      reject(new FarEndError('the output is closed', verdict('network'), { cause: error }));
    }

    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      sink.write(text, finish);
    } catch (error) {
      finish(error);
    }
  });
}

function verdict(reason: 'network' | 'timeout') {
  return { action: 'retry', reason, retryAfterMs: null } as const;
}
