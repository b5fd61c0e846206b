import type { Log } from '../core/ports.ts';
import type { Sink } from '../core/sink.ts';
import { tidyFields, type Fields } from './fields.ts';
import { createHumanLine } from './human-line.ts';
import { createJsonLine, type Level } from './json-line.ts';
import { createOutlet } from './outlet.ts';

export interface LogOptions {
  readonly stdout: Sink;
  /** True: short lines for a person instead of JSON. */
  readonly tty: boolean;
  /** Whether a person's lines may be coloured (a terminal, and no NO_COLOR). */
  readonly colour: boolean;
  /** IANA name, for the time in a person's lines. JSON has UTC. */
  readonly timezone: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
}

/**
 * The log of steps: one line each, JSON where no person watches. Whatever a field holds, it is one line, and the
 * field gives the same value back unless it was too long or held a secret. Logging never throws and never waits: a
 * stream that takes nothing loses lines, which step `log.dropped` counts later.
 */
export function createLog(options: LogOptions): Log & { flush(signal?: AbortSignal): Promise<void> } {
  const line = options.tty ? createHumanLine(options) : createJsonLine(options.now);
  const outlet = createOutlet(options.stdout, (lines) => log('warn', 'log.dropped', { lines }));

  function log(level: Level, step: string, fields: Fields = {}): void {
    outlet.write(line(level, step, tidyFields(fields, options.redact)));
  }

  return {
    info: (step, fields) => log('info', step, fields),
    warn: (step, fields) => log('warn', step, fields),
    error: (step, fields) => log('error', step, fields),
    flush: (signal) => outlet.flush(signal),
  };
}
