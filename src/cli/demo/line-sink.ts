import type { Sink } from '../../core/sink.ts';

/** A stream that gives on what is written, a whole line at a time. */
export function createLineSink(feed: (line: string) => void): Sink {
  let rest = '';
  return {
    write(text, done) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) feed(line);
      done();
    },
    on() {},
  };
}
