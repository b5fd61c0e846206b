import type { Sink } from '../../src/core/sink.ts';

type Done = (error?: Error | null) => void;

export interface TestSink extends Sink {
  /** Everything that was taken. */
  readonly text: string;
  /** What happens to later writes: taken at once, kept until `release`, or refused. */
  mode: 'take' | 'hold' | 'refuse';
  /** Takes what is held. */
  release(): void;
  /** UTF-16 units that are held. */
  readonly held: number;
}

/** A stream whose reader does what the test says. */
export function createSink(columns?: number): TestSink {
  let text = '';
  const held: { readonly text: string; readonly done: Done }[] = [];
  return {
    columns,
    mode: 'take',
    write(chunk, done) {
      if (this.mode === 'hold') held.push({ text: chunk, done });
      else if (this.mode === 'refuse') done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      else {
        text += chunk;
        done();
      }
    },
    on() {},
    release() {
      for (const write of held.splice(0)) {
        text += write.text;
        write.done();
      }
    },
    get text() {
      return text;
    },
    get held() {
      return held.reduce((sum, write) => sum + write.text.length, 0);
    },
  };
}
