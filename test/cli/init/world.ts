import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/clock.ts';
import { readFlags } from '../../../src/cli/init/flags.ts';
import type { Ask, InitIo } from '../../../src/cli/init/io.ts';
import { runInit } from '../../../src/cli/init/wizard.ts';
import type { ChannelAdapter } from '../../../src/bots/channel-adapter.ts';

/** A person who answers questions: the first answer whose words the question has is used up. */
export type Answers = [question: string, answer: string | boolean][];

export interface Played {
  /** The exit code, or the error that ended it. */
  readonly ended: Promise<number | Error>;
  /** All that was printed and asked so far. */
  readonly screen: () => string;
  /** Questions in their order. */
  readonly asked: readonly string[];
  readonly breakOff: (reason: Error) => void;
}

export interface PlayOptions {
  readonly cwd: string;
  readonly chat: ChannelAdapter;
  readonly flags?: Readonly<Record<string, string | boolean>>;
  readonly answers?: Answers;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly io?: Partial<InitIo>;
}

/** Runs the wizard in this process, at a terminal (with `answers`) or without one. */
export function playInit(options: PlayOptions): Played {
  const lines: string[] = [];
  const asked: string[] = [];
  const end = new AbortController();
  const { flags = {}, answers } = options;

  async function run(): Promise<number> {
    const read = readFlags(
      {
        option: (key) => {
          const value = flags[key];
          return typeof value === 'string' ? value : null;
        },
        flag: (key) => flags[key] ?? key === 'test',
      } as Parameters<typeof readFlags>[0],
      ['fake'],
    );
    return runInit(read, null, {
      ask: answers === undefined ? null : askFrom(answers, lines, asked),
      out: (text) => void lines.push(text),
      readStdin: () => Promise.resolve(options.stdin ?? ''),
      cwd: options.cwd,
      env: options.env ?? {},
      clock: systemClock,
      randomBytes: (length) => randomBytes(length),
      signal: end.signal,
      patienceMs: 10_000,
      channels: [options.chat],
      ...options.io,
    });
  }

  return {
    ended: run().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    screen: () => lines.join('\n'),
    asked,
    breakOff: (reason) => end.abort(reason),
  };
}

function askFrom(answers: Answers, lines: string[], asked: string[]): Ask {
  function next(question: string): string | boolean {
    asked.push(question);
    lines.push(`? ${question}`);
    const found = answers.findIndex(([words]) => question.includes(words));
    const [answer] = found === -1 ? [] : answers.splice(found, 1);
    if (answer === undefined) throw new Error(`nobody answers "${question}"`);
    return answer[1];
  }
  function good(question: string, preset: string, problem: (text: string) => string | null): string {
    for (;;) {
      const text = String(next(question)) || preset;
      const why = problem(text);
      if (why === null) return text;
      lines.push(`! ${why}`);
    }
  }
  return {
    choose(question, choices) {
      const answer = next(question);
      const choice = choices.find(({ value }) => value === answer);
      if (choice === undefined) throw new Error(`"${question}" has no ${answer}`);
      return Promise.resolve(choice.value);
    },
    secret: async (question, problem) => good(question, '', problem),
    text: async (question, preset, problem) => good(`${question} [${preset}]`, preset, problem),
    yes: async (question) => next(question) === true,
    another: async (question) => next(question) === true,
    enter: async (question) => void next(question),
  };
}
