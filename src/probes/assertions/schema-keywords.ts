import { _, type Ajv, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import { isObject } from '../../core/json.ts';
import { FORMATS } from './json-formats.ts';
import type { Meter } from './meter.ts';
import { compilePattern } from './pattern.ts';
import { quote } from './quote.ts';

/** What leads from one schema to another, by name; a schema can lead to itself by these alone. */
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'];

/** What it takes to write down a value with its keys in order. */
const STEPS_TO_WRITE = 1_000;

/**
 * Sees to it that a schema takes bounded time. Without references it looks at each value once for each of its own parts.
 * With them, two branches of `oneOf` that both lead to the schema itself double the looks with each level of the answer:
 * so each reference pays for the value that it is asked about, and ends the whole check where it can't.
 */
export function withOurKeywords(ajv: Ajv, meter: Meter): Ajv {
  for (const keyword of REFERENCES) {
    before(ajv, keyword, ({ gen, data }) => {
      gen.code(_`${gen.scopeValue('func', { ref: meter.look })}(${data})`);
    });
  }
  before(ajv, 'format', ({ schema }) => {
    if (typeof schema !== 'string' || !Object.hasOwn(FORMATS, schema))
      throw new Error(
        `the format ${quote(String(schema))} is not checked; known are ${Object.keys(FORMATS).join(', ')}`,
      );
  });
  // Its own compares every pair of items.
  return ajv.removeKeyword('uniqueItems').addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have the same item twice' },
    compile: (wanted: boolean) => (items: readonly unknown[]) => !wanted || allDiffer(items, meter),
  });
}

/** For a schema's patterns, which are RE2's. ajv tells patterns apart by `toString`. */
export function meteredPattern(meter: Meter) {
  const regExp = (text: string) => {
    const compiled = compilePattern(text);
    if ('problem' in compiled) throw new Error(`the pattern ${quote(text)} ${compiled.problem}`);
    return {
      test: (searched: string) => compiled.pattern.test(searched, meter.spend),
      toString: () => text,
    };
  };
  return Object.assign(regExp, { code: 'meteredPattern' });
}

/** Where ajv makes the code of a keyword of its own, does something first. A draft may not have the keyword. */
function before(ajv: Ajv, keyword: string, first: (context: KeywordCxt) => void): void {
  const own = ajv.getKeyword(keyword);
  if (typeof own === 'boolean' || !('code' in own)) return;
  const { code } = own;
  const definition: CodeKeywordDefinition = {
    ...own,
    code(context, ruleType) {
      first(context);
      code(context, ruleType);
    },
  };
  ajv.removeKeyword(keyword).addKeyword(definition);
}

function allDiffer(items: readonly unknown[], meter: Meter): boolean {
  const scalars = new Set<unknown>();
  const others = new Set<string>();
  for (const item of items) {
    if (typeof item !== 'object' || item === null) {
      scalars.add(item);
      continue;
    }
    meter.spend(STEPS_TO_WRITE * meter.sizeOf(item));
    others.add(JSON.stringify(item, inOrder));
  }
  return scalars.size + others.size === items.length;
}

function inOrder(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
