import type { ASTNode, RegisteredFunctionHandler } from '@marcbachmann/cel-js';
import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import type { Event } from '../core/event.ts';
import { CelEvent, celEventOf, EVENT_FIELDS } from './cel-event.ts';
import { explain } from './explain.ts';
import type { Meter } from './meter.ts';
import { createMeter } from './meter.ts';
import { childrenOf, hasLoop, METERED, writeSource } from './meter-source.ts';
import { checkPattern, createMatches } from './pattern.ts';

const MAX_EXPRESSION = 4_096;

/** Says whether an event matches. Throws where the expression can't tell: a missing key, a wrong type, too much work. */
export type Condition = (event: Event) => boolean;

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problem: string };

const base = createEnvironment({ maxAstNodes: 500, maxDepth: 40 });

/**
 * Compiles a CEL expression over `event` (https://github.com/google/cel-spec). Everything that can be known without an
 * event is checked here: names, fields, functions, types, patterns. One evaluation costs some tens of milliseconds at
 * worst, whatever the event holds: `matches` is linear, and loops are metered.
 */
export function compileCondition(expression: string): CompiledCondition {
  if (expression.length > MAX_EXPRESSION) {
    return { ok: false, problem: `the condition is longer than ${MAX_EXPRESSION} characters` };
  }
  let tree: ASTNode;
  try {
    const parsed = base.parse(expression);
    tree = parsed.ast;
    const checked = parsed.check();
    if (!checked.valid) return { ok: false, problem: explain(checked.error, expression) };
    if (checked.type !== 'bool' && checked.type !== 'dyn') {
      return { ok: false, problem: `the condition must be true or false, but its type is ${checked.type}` };
    }
  } catch (error) {
    return { ok: false, problem: explain(error, expression) };
  }
  const patterns = patternsOf(tree);
  const problem = refusedPart(tree) ?? patterns.map(sayPattern).find((found) => found !== null);
  if (problem !== undefined && problem !== null) return { ok: false, problem };
  return { ok: true, condition: meteredCondition(tree, patterns) };
}

function meteredCondition(tree: ASTNode, patterns: readonly string[]): Condition {
  const meter = createMeter();
  const evaluate = createEnvironment({ maxAstNodes: 5_000, maxDepth: 2_000 })
    .registerFunction(`${METERED.matches}(string, string): bool`, createMatches(patterns, meter))
    .registerFunction(`${METERED.step}(ast): dyn`, paying({ before: () => meter.spend(1) }, meter))
    .registerFunction(
      `${METERED.range}(ast): dyn`,
      paying({ after: (value) => meter.spend(lengthOf(value)) }, meter),
    )
    .registerFunction(`${METERED.weigh}(ast): dyn`, paying({ after: (value) => meter.weigh(value) }, meter))
    .parse(writeSource(tree, hasLoop(tree)));
  return (event) => {
    const result = evaluateWithin(meter, () => evaluate({ event: celEventOf(event) }));
    if (typeof result === 'boolean') return result;
    throw new Error('the condition gave neither true nor false');
  };
}

/** Running out of steps wins over whatever else came of it: a loop, `||` and `&&` swallow errors. */
function evaluateWithin(meter: Meter, evaluate: () => unknown): unknown {
  meter.reset();
  try {
    return evaluate();
  } finally {
    meter.settle();
  }
}

interface Macro {
  readonly inner: ASTNode;
}
interface Runner {
  run(node: ASTNode, context: unknown): unknown;
}
interface Checker {
  check(node: ASTNode, context: unknown): unknown;
}

/** A macro that is its argument, type and value, and pays for it. */
function paying(
  price: { readonly before?: () => void; readonly after?: (value: unknown) => void },
  meter: Meter,
): RegisteredFunctionHandler {
  return ({ args }: { readonly args: readonly ASTNode[] }) => ({
    inner: args[0],
    async: false,
    typeCheck: (checker: Checker, macro: Macro, context: unknown) => checker.check(macro.inner, context),
    evaluate: (runner: Runner, macro: Macro, context: unknown) => {
      price.before?.();
      const value = runWith(runner, macro, context, meter);
      price.after?.(value);
      return value;
    },
  });
}

function runWith(runner: Runner, macro: Macro, context: unknown, meter: Meter): unknown {
  try {
    return runner.run(macro.inner, context);
  } catch (error) {
    // A loop swallows its elements' errors; making one is what costs.
    if (error instanceof EvaluationError) meter.spendFailure();
    throw error;
  }
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return 1 + value.length;
  return value instanceof Map ? 1 + value.size : 1;
}

/** Literal patterns of every `matches` in the tree. */
function patternsOf(node: ASTNode): readonly string[] {
  const below = childrenOf(node).flatMap(patternsOf);
  if (node.op !== 'rcall' || node.args[0] !== 'matches') return below;
  const pattern = node.args[2][0];
  return pattern?.op === 'value' && typeof pattern.args === 'string' ? [...below, pattern.args] : below;
}

function sayPattern(pattern: string): string | null {
  const problem = checkPattern(pattern);
  return problem === null
    ? null
    : `the pattern ${JSON.stringify(pattern)} of matches() is not usable: ${problem}`;
}

/** `cel.bind` can double a list as often as it is nested, which no meter of steps sees in time. */
function refusedPart(node: ASTNode): string | null {
  if (node.op === 'id' && node.args === 'cel')
    return 'cel.bind() is not supported; write the value out where it is used';
  return (
    childrenOf(node)
      .map(refusedPart)
      .find((found) => found !== null) ?? null
  );
}

function createEnvironment(limits: { readonly maxAstNodes: number; readonly maxDepth: number }): Environment {
  return new Environment({ homogeneousAggregateLiterals: false, limits: { ...limits, maxListElements: 200 } })
    .registerType('Event', { ctor: CelEvent, fields: { ...EVENT_FIELDS } })
    .registerVariable('event', 'Event');
}
