import { slotOf, type BookedUse } from '../core/ledger.ts';
import { sayTrigger } from '../core/say-trigger.ts';
import type { Reader, Writer } from './tables.ts';

/** What stands for names of which there are too many in a quarter of an hour. No caller's name is like it. */
export const OTHERS = '(others)';

/** Different sums of one quarter of an hour at each fold: names beyond are put together, so that no caller can fill the disk. */
export const MOST_KEYS = [150, 75, 75] as const;
/** Slots whose keys are remembered; older ones are read again. */
const SLOTS_REMEMBERED = 16;

/** Under which sums a call counts. */
export interface SumKey {
  readonly slot: number;
  readonly workflow: string;
  readonly provider: string;
  readonly model: string;
  readonly prompt: string;
  readonly trigger: string;
}

/** Knows which sums there are, and so under which a new call counts. */
export interface SumKeys {
  /** `folded`: how many of its names are put together with others', for `keyOf`. */
  take(db: Reader | Writer, use: BookedUse): Promise<{ readonly key: SumKey; readonly folded: number }>;
}

/** The sums that a call counts under where so much of its key is put together with others'. */
export function keyOf(use: BookedUse, folded: number): SumKey {
  return {
    slot: slotOf(use.at),
    workflow: use.workflow,
    provider: folded >= 3 ? OTHERS : use.provider,
    model: folded >= 2 ? OTHERS : use.model,
    prompt: folded >= 1 ? OTHERS : (use.promptHash ?? ''),
    trigger: folded >= 1 ? OTHERS : use.trigger === null ? '' : sayTrigger(use.trigger),
  };
}

export function textOfKey({ slot, workflow, provider, model, prompt, trigger }: SumKey): string {
  return JSON.stringify([slot, workflow, provider, model, prompt, trigger]);
}

export function createSumKeys(): SumKeys {
  const slots = new Map<number, Set<string>>();

  async function keysOf(db: Reader | Writer, slot: number): Promise<Set<string>> {
    const known = slots.get(slot);
    if (known !== undefined) return known;
    const rows = await db
      .selectFrom('usage_sums')
      .select(['workflow', 'provider', 'model', 'prompt', 'trigger'])
      .where('slot', '=', BigInt(slot))
      .execute();
    const read = new Set(rows.map((row) => textOfKey({ ...row, slot })));
    const [oldest] = slots.keys();
    if (slots.size >= SLOTS_REMEMBERED && oldest !== undefined) slots.delete(oldest);
    slots.set(slot, read);
    return read;
  }

  return {
    async take(db, use) {
      const keys = await keysOf(db, slotOf(use.at));
      let most = 0;
      for (const [folded, more] of MOST_KEYS.entries()) {
        most += more;
        const key = keyOf(use, folded);
        const text = textOfKey(key);
        if (keys.has(text)) return { key, folded };
        if (keys.size >= most) continue;
        keys.add(text);
        return { key, folded };
      }
      const folded = MOST_KEYS.length;
      return { key: keyOf(use, folded), folded };
    },
  };
}
