import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import type { CliCommand } from './command.ts';
import { COMMANDS } from './index.ts';
import { CommandFailed } from './failure.ts';
import { shown } from './print.ts';

/** The command line: parses, runs one command, ends with its exit code (0 done, 1 a problem, 2 wrong usage). */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('pithead')
    .description('signed webhooks in, verified, to the chats where your people are')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(pithead COMMAND --help says more)');
  for (const command of COMMANDS) add(program, command);
  // A reader that went away (`| head`) is no failure.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function add(program: Command, added: CliCommand): void {
  const { name, summary, args, options, json } = added;
  const command = program.command(name).description(summary).exitOverride().showHelpAfterError();
  for (const { flag, about } of args ?? []) command.argument(flag, about);
  for (const { flag, about } of options ?? []) command.option(flag, about);
  command.option('--config <file>', 'the configuration (default: $PITHEAD_CONFIG or pithead.yaml)');
  if (json === true) command.option('--json', 'print the data as JSON');
  command.action(async () => {
    const given: Record<string, unknown> = command.opts();
    const flag = (key: string): boolean => given[key] === true;
    process.exitCode = await added.run({
      args: command.args,
      option: (key) => (typeof given[key] === 'string' ? given[key] : null),
      flag,
      json: flag('json'),
      configPath: typeof given['config'] === 'string' ? given['config'] : null,
      out: (text) => void process.stdout.write(`${text}\n`),
      err: (text) => void process.stderr.write(`${shown(text)}\n`),
    });
  });
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${shown(error instanceof Error ? error.message : String(error))}\n`);
  return error instanceof CommandFailed ? error.exitCode : 1;
}
