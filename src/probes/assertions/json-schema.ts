import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { errorText } from '../../core/error-text.ts';
import { type Json, type JsonObject, isObject, textAt } from '../../core/json.ts';
import type { Spend } from './budget.ts';
import { FORMATS } from './json-formats.ts';
import { createMeter } from './meter.ts';
import { quote } from './quote.ts';
import { saySchemaError } from './say-schema-error.ts';
import { meteredPattern, withOurKeywords } from './schema-keywords.ts';

/** A JSON Schema in a configuration. */
export const schemaValue = z.union([z.record(z.string(), z.json()), z.boolean()], {
  error: 'must be a JSON Schema as a mapping; a text or a `file://` is not read',
});

export interface JsonSchema {
  /** What is wrong with a value, as a line; `null`: it is as the schema says. Throws `TooMuch`. */
  errorOf(value: unknown, spend: Spend): string | null;
}
type Compiled = { readonly schema: JsonSchema } | { readonly problem: string };

/** Those whose names `$schema` may have in it; the first is taken where it has none. */
const DRAFTS = [
  { mark: 'draft-07', Draft: Ajv },
  { mark: '/2019-09/', Draft: Ajv2019 },
  { mark: '/2020-12/', Draft: Ajv2020 },
] as const;

/** For each draft, what tells whether a schema is one: slow to make, and keeps nothing of what it is asked. */
const checkers = new Map<string, Ajv>();
/** Compiled once each, as a schema of a configuration is asked again and again; with it they go. */
const schemas = new WeakMap<JsonObject, Compiled>();

/**
 * Compiles a JSON Schema of draft 7, or of the draft that its `$schema` names. As the drafts have it, a keyword that
 * nobody knows means nothing. Its patterns are RE2's, its formats those of `FORMATS`. `problem`: what is wrong with it.
 */
export function compileSchema(schema: Json): Compiled {
  if (typeof schema === 'boolean') return { schema: { errorOf: () => (schema ? null : 'nothing is') } };
  if (!isObject(schema)) return { problem: 'it is neither a mapping nor true or false' };
  const compiled = schemas.get(schema) ?? compile(schema);
  schemas.set(schema, compiled);
  return compiled;
}

function compile(schema: JsonObject): Compiled {
  if (schema['$async'] === true) return { problem: 'it has `$async`, which is not supported' };
  const named = textAt(schema, '$schema') ?? DRAFTS[0].mark;
  const draft = DRAFTS.find(({ mark }) => named.includes(mark));
  if (draft === undefined)
    return { problem: `its \`$schema\` is ${quote(named)}; draft-07, 2019-09 and 2020-12 are known` };
  try {
    const error = errorOfSchema(schema, draft);
    if (error !== null) return { problem: error };
    const meter = createMeter();
    const ajv = new draft.Draft({
      ...OPTIONS,
      meta: false,
      validateSchema: false,
      formats: FORMATS,
      code: { regExp: meteredPattern(meter) },
    });
    const validate = withOurKeywords(ajv, meter).compile(schema);
    return {
      schema: {
        errorOf: (value, spend) =>
          meter.run(value, spend, () => (validate(value) ? null : saySchemaError(validate.errors?.[0]))),
      },
    };
  } catch (error) {
    return { problem: errorText(error) };
  }
}

function errorOfSchema(schema: JsonObject, { mark, Draft }: (typeof DRAFTS)[number]): string | null {
  const checker = checkers.get(mark) ?? new Draft({ ...OPTIONS, validateFormats: false });
  checkers.set(mark, checker);
  return checker.validateSchema(schema) === true ? null : saySchemaError(checker.errors?.[0]);
}

const OPTIONS = { strict: false, logger: false } as const;
