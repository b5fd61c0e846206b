import { styleText } from 'node:util';
import { escapeControls } from '../core/escape.ts';
import type { LogValue } from '../core/ports.ts';
import type { Sink } from '../core/sink.ts';
import { createTimeOfDay } from '../core/time-of-day.ts';
import { wrap } from '../core/wrap.ts';
import type { Fields } from './fields.ts';
import type { Level } from './json-line.ts';

const INDENT = ' '.repeat(9);
const NEEDS_QUOTES = /[\s"=]|^$/;

export interface HumanLineOptions {
  readonly stdout: Pick<Sink, 'columns'>;
  readonly colour: boolean;
  readonly timezone: string;
  readonly now: () => number;
}

/** Makes `HH:MM:SS step key=value…`, for a terminal; what is longer goes on indented, never at the left edge. */
export function createHumanLine(
  options: HumanLineOptions,
): (level: Level, step: string, fields: Fields) => string {
  const timeOfDay = createTimeOfDay(options.timezone);

  function paint(level: Level, text: string): string {
    if (!options.colour) return text;
    const style = ({ info: 'dim', warn: 'yellow', error: 'red' } as const)[level];
    return styleText(style, text, { validateStream: false });
  }

  return (level, step, fields) => {
    const word = level === 'info' ? [] : [level.toUpperCase()];
    const pairs = Object.entries(fields).map(([key, value]) => `${key}=${say(value)}`);
    const text = escapeControls([...word, step, ...pairs].join(' '));
    const { columns } = options.stdout;
    const pieces = columns === undefined ? [text] : wrap(text, columns - INDENT.length - 1);
    const time = `${timeOfDay(options.now())} `;
    return pieces.map((piece, i) => `${paint(level, (i === 0 ? time : INDENT) + piece)}\n`).join('');
  };
}

function say(value: LogValue): string {
  if (typeof value === 'object' && value !== null) return `[${value.map(say).join(',')}]`;
  const text = String(value);
  return NEEDS_QUOTES.test(text) ? JSON.stringify(text) : text;
}
