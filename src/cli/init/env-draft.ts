import { parseEnv } from 'node:util';
import { CommandFailed } from '../failure.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A `.env` file's text on its way to a new one; its lines stay as they are. */
export interface EnvDraft {
  /** The name a value is kept under: `base`, or with a number behind it; one that holds this value already, if any. */
  keep(base: string, value: string): string;
  /** What a name stands for, as the program will see it; `null`: nothing. */
  valueOf(name: string): string | null;
  /** `null`: nothing was added and there is no file. */
  text(): string | null;
  /** Names that are new. */
  added(): readonly string[];
}

const PLAIN = /^[A-Za-z0-9_:+/=.@-]+$/;

/** `original`: `null` where there is no file. `surroundings`: the process's environment, which wins over the file. */
export function createEnvDraft(original: string | null, surroundings: Env): EnvDraft {
  let text = original;
  const added: string[] = [];
  const inFile = (): Env => parseEnv(text ?? '');

  return {
    keep(base, value) {
      for (let number = 1; ; number++) {
        const name = number === 1 ? base : `${base}_${number}`;
        const outside = surroundings[name];
        const inside = inFile()[name];
        if (outside !== undefined && outside !== value) continue;
        if (inside === value) return name;
        if (inside !== undefined) continue;
        text = withLine(text ?? '', name, value);
        added.push(name);
        return name;
      }
    },
    valueOf: (name) => surroundings[name] ?? inFile()[name] ?? null,
    text: () => text,
    added: () => added,
  };
}

function withLine(text: string, name: string, value: string): string {
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const before = parseEnv(text);
  const quoted = PLAIN.test(value) ? [value] : [`'${value}'`, `"${value}"`, `\`${value}\``];
  for (const form of quoted) {
    const next = `${start}${name}=${form}\n`;
    // A quote left open further up would swallow the line.
    const after = parseEnv(next);
    const same = Object.entries(before).every(([known, kept]) => after[known] === kept);
    if (same && after[name] === value) return next;
  }
  throw new CommandFailed(
    `${name} can't be added to .env: look whether a quote is left open in that file, and add it by hand`,
  );
}
