import { NotAnAnswer, TooLong } from './failures.ts';
import { isPlain } from './plain-json.ts';

/** An answer of 32,768 tokens that a server sends all at once has about half of it. */
const MOST_EVENT_UNITS = 262_144;
/** What a line counts for besides its text, so that empty ones have an end, too. */
const LINE_COST = 64;
/** Twice as many as the longest answers have tokens. */
const MOST_EVENTS = 65_536;

const LINE_END = /\r\n|\r|\n/;
/** The fields that an SDK reads; the others are comments, ids and waits. */
const READ_FIELD = /^(?:data|event)(?::|$)/;

/** Takes a text of server-sent events apart as it comes, and gives back those that are whole by now. */
export interface EventLines {
  take(text: string): string;
  /** What stands there without its end when nothing more comes. */
  end(): string;
}

/**
 * Leaves through what an SDK reads: events that are neither too long nor too deep, each with its blank line. Throws
 * `TooLong` and `NotAnAnswer` for others. Each costs as much as its text.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventLines(): EventLines {
  /** The line that has no end yet. */
  let open = '';
  let endedInReturn = false;
  let event: string[] = [];
  let size = 0;
  let events = 0;

  function endLine(line: string): string {
    if (line === '') return event.length === 0 ? '' : endEvent();
    if (!READ_FIELD.test(line)) return '';
    size += line.length + LINE_COST;
    event.push(line);
    return '';
  }

  function endEvent(): string {
    events += 1;
    if (events > MOST_EVENTS) throw new TooLong(`the answer had more than ${MOST_EVENTS} pieces`);
    if (!isPlain(event.filter((line) => line.startsWith('data')).join('\n')))
      throw new NotAnAnswer('a piece of the answer is nested too deep, or has too many values');
    const whole = `${event.join('\n')}\n\n`;
    event = [];
    size = 0;
    return whole;
  }

  return {
    take(text) {
      if (text === '') return '';
      // A line's end may come in two pieces.
      const lines = (endedInReturn && text.startsWith('\n') ? text.slice(1) : text).split(LINE_END);
      endedInReturn = text.endsWith('\r');
      lines[0] = open + (lines[0] ?? '');
      open = lines.pop() ?? '';
      const whole = lines.map(endLine).join('');
      if (size + open.length > MOST_EVENT_UNITS)
        throw new TooLong('a piece of the answer was longer than 256 KiB');
      return whole;
    },
    end: () => endLine(open) + endLine(''),
  };
}
