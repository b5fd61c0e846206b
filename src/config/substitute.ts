import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isSecretPath } from './secret-path.ts';
import type { Path, Report } from './problem.ts';
import { codeOf } from '../core/error-code.ts';

const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MAX_FILE_BYTES = 65_536;
const MAX_DEPTH = 32;
/** Shorter values at places that hold no secret are settings like a port, which a redactor must leave alone. */
const SHORTEST_SECRET = 6;
const SET_IT = 'in the environment or in the .env file beside the configuration';

export interface SubstituteContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `${file:PATH}` is relative to. */
  readonly dir: string;
  readonly report: Report;
}

export interface Substituted {
  readonly value: unknown;
  /** Every text that came in from outside the file (but for short ones), and every text at a place for secrets. */
  readonly secrets: readonly string[];
}

/**
 * Replaces `${NAME}` and `${file:PATH}` in every text value (never in a key); `$${` stands for `${`. What is put in stays
 * text, whatever it looks like. References that lead nowhere are reported and left as they are.
 */
export function substitute(input: unknown, context: SubstituteContext): Substituted {
  const secrets = new Set<string>();
  return { value: walk(input, []), secrets: [...secrets] };

  function walk(value: unknown, path: Path): unknown {
    if (path.length > MAX_DEPTH) {
      if (!context.report.touches(path)) context.report.add(path, `nested deeper than ${MAX_DEPTH} levels`);
      return null;
    }
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((item: unknown, i) => walk(item, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => {
      if (key === '__proto__') context.report.add([...path, key], 'this is no name for a key');
      return [key, walk(item, [...path, key])] as const;
    });
    return Object.fromEntries(entries);
  }

  function text(value: string, path: Path): string {
    const secret = isSecretPath(path);
    const result = value.replace(REFERENCE, (whole: string, reference: string | undefined) => {
      if (reference === undefined) return '${';
      const found = whole.endsWith('}') ? lookUp(reference, secret, context) : notAReference(whole);
      if ('problem' in found) {
        context.report.add(path, found.problem);
        return whole;
      }
      if (secret ? found.value !== '' : found.value.length >= SHORTEST_SECRET) secrets.add(found.value);
      return found.value;
    });
    if (!secret || context.report.touches(path)) return result;
    if (result.trim() === '')
      context.report.add(path, `the secret is empty; write "\${NAME}" and set NAME ${SET_IT}`);
    else secrets.add(result);
    return result;
  }
}

type Found = { readonly value: string } | { readonly problem: string };

function lookUp(reference: string, secret: boolean, { env, dir }: SubstituteContext): Found {
  const what = secret ? 'the secret ' : '';
  if (reference.startsWith('file:')) return fromFile(reference.slice('file:'.length), what, dir);
  if (!NAME.test(reference)) return notAReference(`\${${reference}}`);
  const value = env[reference];
  if (value === undefined)
    return { problem: `${what}\${${reference}} is not set: set ${reference} ${SET_IT}` };
  if (secret && value.trim() === '') {
    return { problem: `the secret \${${reference}} is empty: set ${reference} ${SET_IT}` };
  }
  return { value };
}

function fromFile(path: string, what: string, dir: string): Found {
  const name = `${what}\${file:${path}}`;
  try {
    const bytes = readFileSync(resolve(dir, path));
    if (bytes.length > MAX_FILE_BYTES) return { problem: `${name} is larger than ${MAX_FILE_BYTES} bytes` };
    const value = bytes.toString('utf8').replace(/(?:\r?\n)+$/, '');
    if (what !== '' && value.trim() === '')
      return { problem: `${name} is empty: write the secret into that file` };
    return { value };
  } catch (error) {
    const code = codeOf(error) ?? 'unreadable';
    return { problem: `${name} can't be read (${code}): the path is relative to the configuration file` };
  }
}

function notAReference(whole: string): Found {
  const shown = NAME.test(whole.slice(2, -1)) ? whole : '${…}';
  return { problem: `${shown} is neither \${NAME} nor \${file:PATH}; write $\${ where \${ itself is meant` };
}
