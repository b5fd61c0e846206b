import type { ArgumentInfo, CommandInfo } from '../../core/chat.ts';
import { oneLine } from '../../core/clip.ts';

export type ParsedArguments =
  | { readonly ok: true; readonly args: ReadonlyMap<string, string> }
  /** `problem`: one line that says what to type. */
  | { readonly ok: false; readonly problem: string };

/** A sender's delivery id, the longest that any command takes, has so many characters. */
const MAX_ARGUMENT = 200;
// What people and chat apps put around an id: quotes of all kinds, backticks, angle brackets.
const WRAPPING = /^["'`‘’“”„«»<>]+|["'`‘’“”„«»<>]+$/g;
/** Several words in double quotes, of any kind that phones write, are one. */
const WORD = /^(?:["“”„][^"“”„]*["“”](?!\S)|\S+)/;
// Copied with an id by accident; no name and no id has any.
const INVISIBLE = /\p{Cf}/gu;

/** Reads a command's arguments from a line (Telegram) or from options by their names (Discord). */
export function parseArguments(
  info: CommandInfo,
  given: string | ReadonlyMap<string, string>,
): ParsedArguments {
  const taken = typeof given === 'string' ? fromLine(info.args, given) : fromOptions(info.args, given);
  if (taken === null) return refused(info, takes(info));
  const args = new Map<string, string>();
  for (const { name, required, rest } of info.args) {
    const text = tidy(taken.get(name) ?? '', rest === 'text');
    if (text.length > MAX_ARGUMENT) {
      return refused(info, `${name.toUpperCase()} is too long, ${MAX_ARGUMENT} characters at most`);
    }
    if (text !== '') args.set(name, text);
    else if (required) return refused(info, `${name.toUpperCase()} is missing`);
  }
  return { ok: true, args };
}

/** A command as it is typed: `/trace ID`, `/events [source]`. */
export function usageOf({ name, args }: CommandInfo): string {
  return [`/${name}`, ...args.map((arg) => (arg.required ? arg.name.toUpperCase() : `[${arg.name}]`))].join(
    ' ',
  );
}

/** `null`: more words than arguments. */
function fromLine(args: readonly ArgumentInfo[], line: string): ReadonlyMap<string, string> | null {
  const taken = new Map<string, string>();
  let left = line.trim();
  for (const { name, rest } of args) {
    const word = rest === undefined ? (WORD.exec(left)?.[0] ?? '') : left;
    taken.set(name, word);
    left = left.slice(word.length).trimStart();
  }
  return left === '' ? taken : null;
}

/** `null`: an option that the command does not have. */
function fromOptions(
  args: readonly ArgumentInfo[],
  options: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | null {
  return [...options.keys()].every((name) => args.some((arg) => arg.name === name)) ? options : null;
}

function tidy(text: string, asSaid: boolean): string {
  const line = oneLine(text);
  return asSaid ? line : line.replace(INVISIBLE, '').replace(WRAPPING, '').trim();
}

function takes({ name, args }: CommandInfo): string {
  if (args.length === 0) return `/${name} takes nothing`;
  return `/${name} takes no more than ${args.length === 1 ? 'one word' : `${args.length} words`}`;
}

function refused(info: CommandInfo, why: string): ParsedArguments {
  const like = info.example === undefined ? '' : `, like ${info.example}`;
  return { ok: false, problem: `${why}: type ${usageOf(info)}${like}` };
}
