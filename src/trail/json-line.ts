import { pino } from 'pino';
import { escapeJsonLine } from '../core/escape.ts';
import type { Fields } from './fields.ts';

export type Level = 'info' | 'warn' | 'error';

/** Makes the line that begins `{"time":"2026-11-22T03:00:00.000Z"`, goes on with the fields and ends in step and level. */
export function createJsonLine(now: () => number): (level: Level, step: string, fields: Fields) => string {
  let line = '';
  const iso = createIsoTime();
  const logger = pino(
    {
      base: null,
      // pino puts the level in front; ours follows the fields.
      formatters: { level: () => ({}) },
      timestamp: () => `"time":"${iso(now())}"`,
      // Only the line end is a control that stands for itself.
      hooks: { streamWrite: (written) => `${escapeJsonLine(written.slice(0, -1))}\n` },
    },
    { write: (written) => (line = written) },
  );
  return (level, step, fields) => {
    logger[level]({ ...fields, step, level });
    return line;
  };
}

/** Lines come many in a millisecond: its text is made once. */
function createIsoTime(): (at: number) => string {
  let last = Number.NaN;
  let text = '';
  return (at) => {
    if (at !== last) text = new Date(at).toISOString();
    last = at;
    return text;
  };
}
