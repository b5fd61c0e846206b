import type { ExitCode } from './command.ts';

/** Ends a command with one line that says what to do next. */
export class CommandFailed extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
  }
}
