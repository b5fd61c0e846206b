import { z } from 'zod';
import { isObject } from '../../core/json.ts';
import type { Assertion, AssertionSchema, CompiledAssertion } from './assertion.ts';
import { contains, icontains } from './contains.ts';
import { containsAll, containsAny, icontainsAll, icontainsAny } from './contains-list.ts';
import { containsJson } from './contains-json.ts';
import { cost } from './cost.ts';
import { equals } from './equals.ts';
import { finishReason } from './finish-reason.ts';
import { isJson } from './is-json.ts';
import { isValidOpenaiToolsCall } from './is-valid-openai-tools-call.ts';
import { isXml } from './is-xml.ts';
import { judge } from './judge.ts';
import { latency } from './latency.ts';
import { levenshtein } from './levenshtein.ts';
import { regex } from './regex.ts';
import { startsWith } from './starts-with.ts';
import { sayUnknownType } from './unknown-type.ts';
import { wordCount } from './word-count.ts';
import { xFingerprint } from './x-fingerprint.ts';
import { xLatencyBaseline } from './x-latency-baseline.ts';
import { xModelId } from './x-model-id.ts';
import { xTokenBand } from './x-token-band.ts';
import { xTtft } from './x-ttft.ts';
import { xUsagePresent } from './x-usage-present.ts';

/** Every assertion. To add one: one file beside this, one line here. */
export const ASSERTIONS = [
  equals,
  contains,
  icontains,
  containsAll,
  containsAny,
  icontainsAll,
  icontainsAny,
  regex,
  startsWith,
  isJson,
  containsJson,
  isXml,
  isValidOpenaiToolsCall,
  latency,
  cost,
  finishReason,
  levenshtein,
  wordCount,
  xTtft,
  xLatencyBaseline,
  xModelId,
  xFingerprint,
  xUsagePresent,
  xTokenBand,
] as const satisfies readonly Assertion[];

export { judge, type CompiledAssertion };

const NOT = 'not-';
const TYPES = ASSERTIONS.flatMap(({ type }) => (isNegatable(type) ? [type, NOT + type] : [type]));

/** One entry of `assert:`; an unknown type is told with the nearest known one. */
export const assertionSchema = unionOf(ASSERTIONS.flatMap((assertion: Assertion) => schemasOf(assertion)));
export type AssertionEntry = z.infer<typeof assertionSchema>;

export type CompiledAssertions =
  | { readonly ok: true; readonly assertions: readonly CompiledAssertion[] }
  /** All that is wrong, by the entry's place in the list. */
  | {
      readonly ok: false;
      readonly problems: readonly { readonly index: number; readonly message: string }[];
    };

/** Compiles entries as `assertionSchema` gave them: patterns, JSON Schemas, limits. */
export function compileAssertions(entries: readonly AssertionEntry[]): CompiledAssertions {
  const assertions: CompiledAssertion[] = [];
  const problems: { readonly index: number; readonly message: string }[] = [];
  entries.forEach((entry, index) => {
    const compiled = compileEntry(entry);
    if (typeof compiled === 'string') problems.push({ index, message: compiled });
    else assertions.push(compiled);
  });
  return problems.length === 0 ? { ok: true, assertions } : { ok: false, problems };
}

function compileEntry(entry: AssertionEntry): CompiledAssertion | string {
  const negated = entry.type.startsWith(NOT);
  const type = negated ? entry.type.slice(NOT.length) : entry.type;
  const assertion: Assertion | undefined = ASSERTIONS.find((each) => each.type === type);
  if (assertion === undefined || (negated && !isNegatable(type))) return sayUnknownType(entry.type, TYPES);
  const parsed = assertion.schema.safeParse({ ...entry, type });
  if (!parsed.success) return z.prettifyError(parsed.error);
  const compiled = assertion.compile(parsed.data);
  if ('problem' in compiled) return compiled.problem;
  return { type: entry.type, aspect: assertion.aspect, negated, check: compiled.check };
}

/** Names of our own have no `not-`: each of them says already what is well. */
function isNegatable(type: string): boolean {
  return !type.startsWith('x-');
}

function schemasOf({ type, schema }: Assertion): readonly AssertionSchema[] {
  if (!isNegatable(type)) return [schema];
  return [schema, schema.extend({ type: z.literal(NOT + type).describe(`what \`${type}\` says is not so`) })];
}

function unionOf(schemas: readonly AssertionSchema[]) {
  const [first, ...others] = schemas;
  if (first === undefined) throw new Error('there must be at least one assertion');
  const members: [AssertionSchema, ...AssertionSchema[]] = [first, ...others];
  return z.discriminatedUnion('type', members, {
    error: ({ input }) => sayUnknownType(isObject(input) ? input['type'] : undefined, TYPES),
  });
}
