import type { z } from 'zod';
import type { Spend } from './budget.ts';
import type { Subject } from './subject.ts';

/** Which incident a failure belongs to. */
export type Aspect = 'answer' | 'latency' | 'cost';

export interface Checked {
  /** `null`: it can't be told, which fails, with `not-` before it too. */
  readonly holds: boolean | null;
  /** What was found, as a fact that is one with `not-` before it too; a line that goes on after "the answer". */
  readonly reason: string;
}

/** Looks at one answer, whatever it is. What takes longer the longer the answer is, it pays for first; `spend` throws where it can't. */
export type Check = (subject: Subject, spend: Spend) => Checked;

/** `problem`: why the entry can't work, in words that go on after its place. */
export type Compiled = { readonly check: Check } | { readonly problem: string };

/** Keys that every entry has: its type, as a literal. */
export type AssertionSchema = z.ZodObject<{ type: z.ZodLiteral<string> }, z.core.$strict>;

/**
 * One kind of assertion: one file, one line in `index.ts`. Names without `x-` are promptfoo's
 * (https://www.promptfoo.dev/docs/configuration/expected-outputs/deterministic/) and may have `not-` before them.
 */
export interface Assertion<Schema extends AssertionSchema = AssertionSchema> {
  readonly type: string;
  readonly schema: Schema;
  readonly aspect: Aspect;
  /** Compiles what can be wrong once, at the start. */
  compile(entry: z.infer<Schema>): Compiled;
}

/** An assertion that is ready to judge. */
export interface CompiledAssertion {
  /** As it is configured: `not-contains`. */
  readonly type: string;
  readonly aspect: Aspect;
  readonly negated: boolean;
  readonly check: Check;
}
