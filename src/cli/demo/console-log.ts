/** What the program's console channel printed, as read from its stderr. */
export interface ConsoleLog {
  /** Takes in one line, of a message or of anything else. */
  feed(line: string): void;
  /** The messages' lines that came since this was last called. */
  take(): readonly string[];
  /** How often an event was shown, and how many of these times as a possible repeat. */
  count(eventId: string): { readonly shown: number; readonly marked: number };
  /** The newest lines that belong to no message: what the program said before it died. */
  readonly other: readonly string[];
}

interface Block {
  readonly marked: boolean;
  readonly lines: string[];
}

// The layout of the console channel: a message begins with its time; what follows is indented as far.
const HEAD = /^\d\d:\d\d:\d\d {2}(\(possible repeat\) )?/;
const INDENT = ' '.repeat(10);
const OTHER_KEPT = 20;

export function createConsoleLog(): ConsoleLog {
  const blocks: Block[] = [];
  let current: Block | null = null;
  let fresh: string[] = [];
  let other: string[] = [];

  return {
    feed(line) {
      const head = HEAD.exec(line);
      if (head !== null) {
        current = { marked: head[1] !== undefined, lines: [] };
        blocks.push(current);
      }
      if (current !== null && (head !== null || line.startsWith(INDENT))) {
        current.lines.push(line);
        fresh.push(line);
        return;
      }
      current = null;
      if (line !== '') other = [...other, line].slice(-OTHER_KEPT);
    },
    take() {
      const lines = fresh;
      fresh = [];
      return lines;
    },
    count(eventId) {
      const showing = blocks.filter(({ lines }) => lines.some((line) => line.includes(` · ${eventId}`)));
      return { shown: showing.length, marked: showing.filter(({ marked }) => marked).length };
    },
    get other() {
      return other;
    },
  };
}
