import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { clip } from '../../core/clip.ts';
import { wrap } from '../../core/wrap.ts';
import type { Call } from '../command.ts';

/** What the demo shows while it works. Colours and pauses on a terminal only. */
export interface Screen {
  line(text?: string): void;
  /** Begins a numbered step. */
  step(title: string): void;
  /** One post and what came of it. */
  sent(where: string, what: string, came: string, fine: boolean): void;
  /** Lines of the console channel, as they came. */
  messages(lines: readonly string[]): void;
  /** Time to read. */
  pause(signal: AbortSignal): Promise<void>;
}

type Style = Parameters<typeof styleText>[0];

const MESSAGE_INDENT = ' '.repeat(5);
const INDENT = ' '.repeat(10);
/** Where the texts of a console message stand. */
export const TEXT_INDENT = `${INDENT}│ `;
/** An address that is cut in two can't be clicked; of where a message came from and what can be typed, the beginning says enough. */
const LINK = `${INDENT}→ `;
const ORIGIN = `${INDENT}└ `;
const TYPED = `${INDENT}[`;
const WHERE_WIDTH = 12;
const WHAT_WIDTH = 40;
const PAUSE_MS = 350;

export function createScreen(out: Call['out'], terminal: { isTTY?: boolean; columns?: number }): Screen {
  let steps = 0;

  function messageLines(text: string): readonly string[] {
    const { columns } = terminal;
    if (terminal.isTTY !== true || columns === undefined) return [text];
    const room = columns - MESSAGE_INDENT.length - 1;
    if (text.startsWith(LINK)) return [text];
    if (text.startsWith(ORIGIN) || text.startsWith(TYPED)) return [clip(text, room)];
    const lead = text.startsWith(INDENT) ? text.slice(0, TEXT_INDENT.length) : '';
    const pieces = wrap(text.slice(lead.length), room - TEXT_INDENT.length);
    return pieces.map((piece, index) => (index === 0 ? lead : TEXT_INDENT) + piece);
  }

  return {
    line: (text = '') => out(text),
    step(title) {
      steps += 1;
      out(`\n  ${paint('bold', `${steps}  ${title}`)}\n`);
    },
    sent(where, what, came, fine) {
      const said = paint(fine ? 'green' : 'yellow', came);
      out(`     ${where.padEnd(WHERE_WIDTH)}${what.padEnd(WHAT_WIDTH)}${said}`);
    },
    messages(lines) {
      for (const line of lines.flatMap(messageLines)) out(MESSAGE_INDENT + paintMessage(line));
    },
    pause: async (signal) => {
      if (terminal.isTTY === true) await sleep(PAUSE_MS, undefined, { signal });
    },
  };
}

/** Coloured where stdout is a terminal that takes it. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

function paintMessage(line: string): string {
  const [, time, mark, title] =
    /^(\S+ {2}(?:\(possible repeat\) |\(re #\S+\) )?)(● |▲ warning: |■ CRITICAL: |✓ )(.*)$/.exec(line) ?? [];
  if (time === undefined || mark === undefined || title === undefined) return paint('dim', line);
  return paint('dim', time) + paint(mark.startsWith('▲') ? 'yellow' : 'cyan', mark) + paint('bold', title);
}
