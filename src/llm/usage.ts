import { z } from 'zod';
import { isObject, type Json } from '../core/json.ts';

const MOST_UNITS = 8_192;

/** A usage object as a provider sent it; `null`: it sent none, or what no usage object looks like. */
export function usageOf(value: unknown): Json {
  if (!isObject(value)) return null;
  try {
    return JSON.stringify(value).length > MOST_UNITS ? null : z.record(z.string(), z.json()).parse(value);
  } catch {
    // Nested so deep that whoever reads it runs out of stack.
    return null;
  }
}
