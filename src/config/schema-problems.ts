import { z } from 'zod';
import { suggest } from './nearest.ts';
import type { Path, Report } from './problem.ts';
import { isSecretPath } from './secret-path.ts';

/** Reports everything that `schema` finds wrong with `value`, in plain words and without showing a secret. */
export function reportSchemaProblems(schema: z.ZodType, value: unknown, report: Report): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const shapes: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  for (const issue of parsed.error.issues) {
    const path = issue.path.filter((key) => typeof key !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(shapes, value, path);
      for (const key of issue.keys.filter((key) => key !== '__proto__'))
        report.add([...path, key], `unknown key "${key}"${suggest(key, known)}`);
    } else if (!report.touches(path)) {
      const input = at(value, path);
      const said = sayIssue(issue, input);
      report.add(
        path,
        input === null && !isSecretPath(path) ? sayEmpty(said, mayGo(shapes, value, path)) : said,
      );
    }
  }
}

/** A key without a value, which YAML takes for nothing. `said`: what belongs there. */
function sayEmpty(said: string, mayGo: boolean): string {
  return `is empty: ${mayGo ? 'remove it or fill it in' : 'fill it in'}; it ${said}`;
}

/** An entry of a list or a record, and a key that need not be there. */
function mayGo(root: unknown, value: unknown, path: Path): boolean {
  const key = path.at(-1);
  if (typeof key !== 'string') return key !== undefined;
  const shape = shapeAt(root, value, path.slice(0, -1));
  const needed = at(shape, ['required']);
  return shape !== undefined && (!Array.isArray(needed) || !needed.includes(key));
}

function sayIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const isEmpty = input === undefined || input === null || (Array.isArray(input) && input.length === 0);
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (isEmpty && isSecretPath(path)) {
    return 'the secret is missing; write "${NAME}" and set NAME in the environment or in the .env file beside the configuration';
  }
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code === 'invalid_value') return sayChoice(input, issue.values.map(String));
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) return sayKind(issue, input);
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const expected = `must be ${WORDS[issue.expected] ?? issue.expected}`;
    if (input === undefined) return 'is missing';
    return input === null ? expected : `${expected}, not ${wordFor(input)}`;
  }
  return issue.message
    .replace(/^Too (?:big|small): expected \w+ to /, 'must ')
    .replace('<=', 'at most ')
    .replace('>=', 'at least ');
}

/** A union whose members are told apart by one key: `type` of a channel, `scheme` of a source. */
function sayKind(issue: z.core.$ZodIssueInvalidUnion, input: unknown): string {
  const options: unknown = 'options' in issue ? issue.options : [];
  const known = Array.isArray(options) ? options.map(String) : [];
  if (typeof input !== 'string') return `must be one of ${known.join(', ')}`;
  return `unknown ${issue.discriminator ?? 'kind'} "${input}"${suggest(input, known)}`;
}

function sayChoice(input: unknown, known: readonly string[]): string {
  if (input === undefined) return `is missing; one of ${known.join(', ')}`;
  return typeof input === 'string'
    ? `unknown value "${input}"${suggest(input, known)}`
    : `must be one of ${known.join(', ')}`;
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping of keys to values',
  record: 'a mapping of names to entries',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const KINDS = {
  object: 'a mapping',
  string: 'text',
  number: 'a number',
  bigint: 'a number',
  boolean: 'true or false',
  undefined: 'nothing',
  symbol: 'a symbol',
  function: 'a function',
} as const;

function wordFor(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value];
}

/** The keys that the object at `path` may have, read from the JSON Schema of the whole. */
function keysAt(root: unknown, value: unknown, path: Path): readonly string[] {
  const properties = at(shapeAt(root, value, path), ['properties']);
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function shapeAt(root: unknown, value: unknown, path: Path): unknown {
  let shape = pickBranch(root, value);
  path.forEach((key, i) => {
    const below = typeof key === 'number' ? at(shape, ['items']) : at(shape, ['properties', key]);
    shape = pickBranch(below ?? at(shape, ['additionalProperties']), at(value, path.slice(0, i + 1)));
  });
  return shape;
}

/** Of a union, the branch whose constants (`type`, `scheme`) are those of the value. */
function pickBranch(shape: unknown, value: unknown): unknown {
  const branches = at(shape, ['oneOf']) ?? at(shape, ['anyOf']);
  if (!Array.isArray(branches)) return shape;
  return branches.find((branch: unknown) =>
    Object.entries(at(branch, ['properties']) ?? {}).some(([key, property]: [string, unknown]) => {
      const constant = at(property, ['const']);
      return constant !== undefined && constant === at(value, [key]);
    }),
  );
}

/** The value at `path`, own properties only. */
export function at(value: unknown, path: Path): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Object.getOwnPropertyDescriptor(here, key)?.value;
  }
  return here;
}
