import { DAY_MS, HOUR_MS } from '../core/duration.ts';
import { SLOT_MS, slotOf, type SpendFilter, type SpendKey } from '../core/ledger.ts';

/** Sums that are kept besides those of `usage_sums`: of longer spans, or by fewer names. */
export interface SumSpan {
  readonly kind: string;
  readonly everyMs: number;
  /** Names that they are kept by; the others are put together. */
  readonly keys: readonly SpendKey[];
}

/**
 * A month of a million calls has half a million rows in `usage_sums`, which take a second to add up. What is asked by models or
 * workflows needs a twentieth of them; prompts and triggers, of which there may be thousands, are kept by the day (UTC), triggers by the week, too.
 */
export const SUM_SPANS: readonly SumSpan[] = [
  { kind: 'hour', everyMs: HOUR_MS, keys: ['workflow', 'provider', 'model'] },
  { kind: 'slot', everyMs: SLOT_MS, keys: ['workflow', 'provider', 'model'] },
  { kind: 'prompt', everyMs: DAY_MS, keys: ['prompt'] },
  { kind: 'trigger-week', everyMs: 7 * DAY_MS, keys: ['trigger'] },
  { kind: 'trigger', everyMs: DAY_MS, keys: ['trigger'] },
];

/** A part of the time that is asked for. `span`: whose sums tell of it; `null`: those of `usage_sums`. */
export interface SumPiece {
  readonly span: SumSpan | null;
  readonly since: number;
  readonly until: number;
}

/** Where the sums of a question stand, without a gap or an overlap: whole long spans, and shorter ones at both ends. */
export function piecesOf({ since, until, by, everyMs, workflow }: SpendFilter): readonly SumPiece[] {
  const needed: readonly SpendKey[] = workflow === undefined ? by : [...by, 'workflow'];
  const fitting = SUM_SPANS.filter(
    (span) =>
      needed.every((key) => span.keys.includes(key)) && (everyMs === null || everyMs % span.everyMs === 0),
  );
  return cut(fitting, firstSlot(since), firstSlot(until));
}

/** The first slot that begins then or later. */
function firstSlot(at: number): number {
  const slot = slotOf(at);
  return slot === at ? slot : slot + SLOT_MS;
}

/** `spans`: the longest first. */
function cut(spans: readonly SumSpan[], since: number, until: number): readonly SumPiece[] {
  if (since >= until) return [];
  const [span, ...shorter] = spans;
  if (span === undefined) return [{ span: null, since, until }];
  const from = Math.ceil(since / span.everyMs) * span.everyMs;
  const to = Math.floor(until / span.everyMs) * span.everyMs;
  if (from >= to) return cut(shorter, since, until);
  return [...cut(shorter, since, from), { span, since: from, until: to }, ...cut(shorter, to, until)];
}
