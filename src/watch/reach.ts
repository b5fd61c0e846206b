import type { Clock } from '../core/clock.ts';
import { clip, oneLine } from '../core/clip.ts';
import { SECOND_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { Target } from './target.ts';
import { within } from './within.ts';

const LONGEST_MS = 5 * SECOND_MS;
const LONGEST_REASON = 120;

/** Opens a TCP connection; rejects where there is none. */
export type Connect = (host: string, port: number, signal: AbortSignal) => Promise<void>;

/** Which targets answered, and what came of the others. */
export interface Reached {
  readonly answered: number;
  /** One line each. */
  readonly errors: readonly string[];
}

/** Tries all targets at once, each for 5 s at most. Rejects only when `halt` aborts. */
export async function reach(
  targets: readonly Target[],
  connect: Connect,
  clock: Clock,
  halt: AbortSignal,
): Promise<Reached> {
  const tries = targets.map(async ({ host, port, name }) => {
    try {
      await within(clock, LONGEST_MS, halt, (signal) => connect(host, port, signal));
      return null;
    } catch (error) {
      return `${name}: ${reasonOf(error)}`;
    }
  });
  const results = await Promise.all(tries);
  halt.throwIfAborted();
  const errors = results.filter((error) => error !== null);
  return { answered: targets.length - errors.length, errors };
}

/** Where a name has several addresses, Node's error has no text of its own. */
function reasonOf(error: unknown): string {
  const text =
    error instanceof AggregateError && error.message === ''
      ? error.errors.map(errorText).join(', ')
      : errorText(error);
  return clip(oneLine(text), LONGEST_REASON);
}
