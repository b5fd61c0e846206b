import { RE2JS } from 're2js';
import type { Meter } from './meter.ts';

const MAX_PATTERN = 256;
const MAX_COMPILED = 16;
/** A character costs a step for so many instructions of the pattern's program (measured: 4 µs for a bad one of 50). */
const INSTRUCTIONS_PER_UNIT = 6;
const UNITS_PER_COMPILE = 20_000;

/** What is wrong with a pattern (RE2's syntax), or `null`. */
export function checkPattern(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN) return `a pattern may have ${MAX_PATTERN} characters at most`;
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * CEL's `matches` in linear time: is `pattern` found anywhere in `text`? Patterns that are written in the expression
 * are compiled once; one that the event brings costs extra. Throws on a bad pattern or an overspent meter.
 */
export function createMatches(
  literals: readonly string[],
  meter: Meter,
): (text: string, pattern: string) => boolean {
  const fixed = new Map(literals.map((pattern) => [pattern, RE2JS.compile(pattern)]));
  const dynamic = new Map<string, RE2JS>();
  return (text, pattern) => {
    const compiled = fixed.get(pattern) ?? compileDynamic(pattern);
    meter.spend(1 + (text.length * compiled.programSize()) / INSTRUCTIONS_PER_UNIT);
    return compiled.test(text);
  };

  function compileDynamic(pattern: string): RE2JS {
    const known = dynamic.get(pattern);
    if (known !== undefined) return known;
    if (pattern.length > MAX_PATTERN)
      throw new Error(`a pattern of ${pattern.length} characters is too long`);
    meter.spend(UNITS_PER_COMPILE);
    const compiled = RE2JS.compile(pattern);
    if (dynamic.size >= MAX_COMPILED) dynamic.clear();
    dynamic.set(pattern, compiled);
    return compiled;
  }
}
