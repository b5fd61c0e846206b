/** What a command gets from the command line. */
export interface Call {
  readonly args: readonly string[];
  /** An option's text; `null` where it was not given. */
  readonly option: (key: string) => string | null;
  /** Whether a flag without a text was given; `--no-KEY` is there until it is given. */
  readonly flag: (key: string) => boolean;
  readonly json: boolean;
  readonly configPath: string | null;
  /** Prints a line. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export type ExitCode = 0 | 1 | 2;

/** One command: one file, one line in `index.ts`. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  /** In commander's notation: `<id>` is needed, `[id]` is not. */
  readonly args?: readonly { readonly flag: string; readonly about: string }[];
  readonly options?: readonly { readonly flag: string; readonly about: string }[];
  /** Has `--json`. */
  readonly json?: boolean;
  run(call: Call): Promise<ExitCode>;
}
