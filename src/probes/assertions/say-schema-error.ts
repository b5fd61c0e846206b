import type { ErrorObject } from 'ajv';
import { quote, sayJson } from './quote.ts';

/** Where a value breaks a JSON Schema, and which rule: `/latitude must be <= 90`. */
export function saySchemaError(error: ErrorObject | undefined): string {
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
