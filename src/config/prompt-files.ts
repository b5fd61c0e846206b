import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locate, Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { codeOf } from '../core/error-code.ts';

const MOST_FILES = 500;
const MOST_BYTES = 1_048_576;
const ENDING = '.md';
/** Tells people about the folder. */
const NO_PROMPT = 'README.md';
const BEGIN = /^---[ \t]*\r?\n/;
const END = /^---[ \t]*$/m;
const FORM = 'a prompt file begins with a line `---`, then YAML, then a line `---`, then the prompt';

/** A file of prompts, split; its front matter is not checked yet. */
export interface PromptFile {
  /** Its name without `.md`. */
  readonly name: string;
  readonly file: string;
  readonly frontMatter: unknown;
  /** Everything behind the front matter, without the line break at its end. */
  readonly prompt: string;
  readonly locate: Locate;
}

export interface ReadPromptFiles {
  readonly files: readonly PromptFile[];
  /** Names of all that are there, also of those that can't be read. */
  readonly names: readonly string[];
  /** What can't be read, and why. */
  readonly problems: readonly Problem[];
}

/** Reads the prompt files of a folder, by name; of a folder that is not there, none. */
export function readPromptFiles(folder: string): ReadPromptFiles {
  const files: PromptFile[] = [];
  const listed = namesIn(folder);
  const problems: Problem[] = listed.problem === null ? [] : [problemOf(folder, listed.problem)];
  if (listed.names.length > MOST_FILES) {
    problems.push(problemOf(folder, `has more than ${MOST_FILES} prompts: move some elsewhere`));
  }
  for (const name of listed.names.slice(0, MOST_FILES)) {
    const file = join(folder, name + ENDING);
    const read = readPromptFile(file, name);
    if (read.ok) files.push(read.file);
    else problems.push(...read.problems.map((problem) => ({ ...problem, file })));
  }
  return { files, names: listed.names, problems };
}

function namesIn(folder: string): { readonly names: readonly string[]; readonly problem: string | null } {
  try {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith(ENDING) && name !== NO_PROMPT)
      .map((name) => name.slice(0, -ENDING.length))
      .toSorted();
    return { names, problem: null };
  } catch (error) {
    const code = codeOf(error) ?? 'unreadable';
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    return { names: [], problem: missing ? null : `can't be read (${code})` };
  }
}

function problemOf(file: string, message: string): Problem {
  return { file, path: '', line: null, column: null, message };
}

type Read =
  | { readonly ok: true; readonly file: PromptFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

function readPromptFile(file: string, name: string): Read {
  let text: string;
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MOST_BYTES) return refused(`is larger than ${MOST_BYTES} bytes`);
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const code = codeOf(error) ?? 'unreadable';
    return refused(code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not UTF-8' : `can't be read (${code})`);
  }
  const begin = BEGIN.exec(text)?.[0].length ?? null;
  if (begin === null) return refused(`has no front matter: ${FORM}`, 1);
  const rest = text.slice(begin);
  const end = END.exec(rest);
  if (end === null) return refused(`has a front matter that does not end: ${FORM}`, 1);
  const yaml = readYaml(rest.slice(0, end.index));
  if (!yaml.ok || yaml.problems.length > 0) return { ok: false, problems: yaml.problems.map(oneDown) };
  const prompt = rest
    .slice(end.index + end[0].length)
    .replace(/^\r?\n/, '')
    .replace(/\r?\n$/, '');
  if (prompt.trim() === '') return refused('has no prompt below its front matter', 1);
  return {
    ok: true,
    file: {
      name,
      file,
      frontMatter: yaml.value,
      prompt,
      locate: (path) => {
        const place = yaml.locate(path);
        return place === null ? null : { ...place, line: place.line + 1 };
      },
    },
  };
}

/** The front matter begins in the file's second line. */
function oneDown(problem: Problem): Problem {
  return { ...problem, line: problem.line === null ? null : problem.line + 1 };
}

function refused(message: string, line: number | null = null): Read {
  return { ok: false, problems: [{ path: '', line, column: null, message }] };
}
