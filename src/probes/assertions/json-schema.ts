import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { errorText } from '../../core/error-text.ts';
import { type Json, type JsonObject, isObject, textAt } from '../../core/json.ts';
import { compilePattern } from './pattern.ts';
import { quote, sayJson } from './quote.ts';

/** A JSON Schema in a configuration. */
export const schemaValue = z.union([z.record(z.string(), z.json()), z.boolean()], {
  error: 'must be a JSON Schema as a mapping; a text or a `file://` is not read',
});

export interface JsonSchema {
  /** What is wrong with a value, as a line; `null`: it is as the schema says. */
  errorOf(value: unknown): string | null;
}

/** Those whose names `$schema` may have in it; the first is taken where it has none. */
const DRAFTS = [
  { mark: 'draft-07', Draft: Ajv },
  { mark: '/2019-09/', Draft: Ajv2019 },
  { mark: '/2020-12/', Draft: Ajv2020 },
] as const;

/** For each draft, what tells whether a schema is one: slow to make, and keeps nothing of what it is asked. */
const checkers = new Map<string, Ajv>();

/**
 * Compiles a JSON Schema of draft 7, or of the draft that its `$schema` names. As the drafts have it, `format` is not
 * checked and a keyword that nobody knows means nothing. Its patterns are RE2's, and `uniqueItems` takes linear time.
 * `problem`: what is wrong with it.
 */
export function compileSchema(schema: Json): { readonly schema: JsonSchema } | { readonly problem: string } {
  if (typeof schema === 'boolean') return { schema: { errorOf: () => (schema ? null : 'nothing is') } };
  if (!isObject(schema)) return { problem: 'it is neither a mapping nor true or false' };
  if (schema['$async'] === true) return { problem: 'it has `$async`, which is not supported' };
  const named = textAt(schema, '$schema') ?? DRAFTS[0].mark;
  const draft = DRAFTS.find(({ mark }) => named.includes(mark));
  if (draft === undefined)
    return { problem: `its \`$schema\` is ${quote(named)}; draft-07, 2019-09 and 2020-12 are known` };
  try {
    const error = errorOfSchema(schema, draft);
    if (error !== null) return { problem: error };
    const validate = withLinearKeywords(
      new draft.Draft({ ...OPTIONS, meta: false, validateSchema: false }),
    ).compile(schema);
    return { schema: { errorOf: (value) => (validate(value) ? null : sayError(validate.errors?.[0])) } };
  } catch (error) {
    return { problem: errorText(error) };
  }
}

function errorOfSchema(schema: JsonObject, { mark, Draft }: (typeof DRAFTS)[number]): string | null {
  const checker = checkers.get(mark) ?? new Draft(OPTIONS);
  checkers.set(mark, checker);
  return checker.validateSchema(schema) === true ? null : sayError(checker.errors?.[0]);
}

/** Its own `uniqueItems` compares every pair of items. */
function withLinearKeywords(ajv: Ajv): Ajv {
  ajv.removeKeyword('uniqueItems');
  return ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have the same item twice' },
    compile: (wanted: boolean) => (items: readonly unknown[]) => !wanted || allDiffer(items),
  });
}

/** A text that is too long for its pattern does not match it. ajv tells patterns apart by `toString`. */
function linearRegExp(text: string): { test(searched: string): boolean; toString(): string } {
  const compiled = compilePattern(text);
  if ('problem' in compiled) throw new Error(`the pattern ${quote(text)} ${compiled.problem}`);
  return { test: (searched) => compiled.pattern.test(searched) === true, toString: () => text };
}

const OPTIONS = {
  strict: false,
  validateFormats: false,
  logger: false,
  code: { regExp: Object.assign(linearRegExp, { code: 'linearRegExp' }) },
} as const;

function allDiffer(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item, inOrder))).size === items.length;
}

function inOrder(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function sayError(error: ErrorObject | undefined): string {
  if (error === undefined) return 'it is not as it should be';
  const where = error.instancePath === '' ? 'it' : quote(error.instancePath, 60).slice(1, -1);
  return `${where} ${sayRule(error)}`;
}

function sayRule({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'required') return `must have ${quote(String(params['missingProperty']), 60)}`;
  if (keyword === 'additionalProperties')
    return `must not have ${quote(String(params['additionalProperty']), 60)}`;
  if (keyword === 'enum') return `must be one of ${sayJson(params['allowedValues'])}`;
  if (keyword === 'const') return `must be ${sayJson(params['allowedValue'])}`;
  return message ?? `breaks the rule ${keyword}`;
}
