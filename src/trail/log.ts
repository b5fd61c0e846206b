import type { Log } from '../core/ports.ts';
import type { Sink } from '../core/sink.ts';
import { isPlain } from '../core/text-view.ts';
import { areTidy, tidyFields, type Fields } from './fields.ts';
import { createHumanLine } from './human-line.ts';
import { createJsonText, jsonLineOf, type Level } from './json-line.ts';
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
  /** Decides when gathered lines are written in one piece; default: each at once. */
  readonly gather?: (passOn: () => void) => void;
}

/** No field of a shorter line is long enough to be clipped. */
const SHORT = 1_000;

/**
 * The log of steps: one line each, JSON where no person watches. Whatever a field holds, it is one line, and the
 * field gives the same value back unless it was too long or held a secret. Logging never throws and never waits: a
 * stream that takes nothing loses lines, which step `log.dropped` counts later.
 */
export function createLog(options: LogOptions): Log & { flush(signal?: AbortSignal): Promise<void> } {
  const lineOf = options.tty ? createLineForPeople(options) : createLineForPrograms(options);
  const outlet = createOutlet(
    options.stdout,
    (lines) => log('warn', 'log.dropped', { lines }),
    options.gather,
  );

  function log(level: Level, step: string, fields: Fields = {}): void {
    outlet.write(lineOf(level, step, fields));
  }

  return {
    info: (step, fields) => log('info', step, fields),
    warn: (step, fields) => log('warn', step, fields),
    error: (step, fields) => log('error', step, fields),
    flush: (signal) => outlet.flush(signal),
  };
}

type LineOf = (level: Level, step: string, fields: Fields) => string;

function createLineForPeople(options: LogOptions): LineOf {
  const line = createHumanLine(options);
  return (level, step, fields) => line(level, step, tidyFields(fields, options.redact));
}

/** Nearly every line is clean as it is: looked at once, as a whole, and only else field by field. */
function createLineForPrograms({ now, redact }: LogOptions): LineOf {
  const json = createJsonText(now);
  return (level, step, fields) => {
    const text = areTidy(fields) ? json(level, step, fields) : null;
    if (text !== null && isClean(text)) return `${text}\n`;
    return jsonLineOf(json(level, step, tidyFields(fields, redact)));
  };

  function isClean(text: string): boolean {
    return text.length < SHORT && isPlain(text) && redact(text) === text;
  }
}
