import { z } from 'zod';
import type { BudgetWarning } from '../../core/budget-warnings.ts';
import { errorText } from '../../core/error-text.ts';
import { parseOrNull } from '../../core/parse-or-null.ts';
import type { LedgerDeps } from '../deps.ts';

/** Keys that are remembered; when there are more, the oldest go: the store still knows what was told itself. */
const MOST_TOLD = 10_000;
/** Of those that are written down: some for each budget, of its newest windows. */
const MOST_COVERED = 1_000;

/** Beside the memory of channels, under a name that none can have. */
const PLACE = '';
const NAME = 'budget-warnings-covered';
const covered = z.array(z.string());

/** Which warnings need not be told any more. */
export interface Told {
  readonly keys: ReadonlySet<string>;
  /** Reads what was covered before the start: no event tells of it. Throws where it can't be read. */
  load(): Promise<void>;
  /** At once here; resolves when it is written down what is covered. Never rejects. */
  remember(warning: BudgetWarning): Promise<void>;
  /** It could not be told after all. */
  forget(key: string): void;
}

export function createTold({ memory, log }: Pick<LedgerDeps, 'memory' | 'log'>): Told {
  const keys = new Set<string>();
  const kept = new Set<string>();

  return {
    keys,
    async load() {
      const read = covered.safeParse(parseOrNull((await memory.recall(PLACE, NAME)) ?? ''));
      for (const key of read.data ?? []) {
        keys.add(key);
        kept.add(key);
      }
    },
    async remember({ key, covers }) {
      for (const each of [key, ...covers]) add(keys, each, MOST_TOLD);
      const fresh = covers.filter((each) => !kept.has(each));
      if (fresh.length === 0) return;
      for (const each of fresh) add(kept, each, MOST_COVERED);
      try {
        await memory.keep(PLACE, NAME, JSON.stringify([...kept]));
      } catch (error) {
        log.warn('warning-not-kept', { error: errorText(error) });
      }
    },
    forget: (key) => void keys.delete(key),
  };
}

/** A set gives its elements back in the order in which they came. */
function add(to: Set<string>, key: string, most: number): void {
  to.add(key);
  for (const oldest of to) {
    if (to.size <= most) return;
    to.delete(oldest);
  }
}
