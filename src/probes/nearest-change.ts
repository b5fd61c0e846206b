import { clip, oneLine } from '../core/clip.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, sayDuration } from '../core/duration.ts';
import { sayDifference } from '../core/say-settings.ts';
import type { ChangeKind, ProbeChange } from '../core/probe.ts';

/** What is older explains nothing any more. */
export const EXPLAINS_MS = 7 * DAY_MS;
const SHOWN = 60;
const WITHIN_MS = 5 * SECOND_MS;

/** Whose doing a change is. */
function moverOf(kind: ChangeKind): 'the model' | 'you' | 'the price' {
  switch (kind) {
    case 'model':
    case 'fingerprint':
      return 'the model';
    case 'prompt':
    case 'assertions':
    case 'provider':
    case 'settings':
      return 'you';
    case 'price':
      return 'the price';
  }
}

/** The change that lies nearest before `since`, as the likely cause of what began then; `recordedSince`: the first run. */
export function sayNearestChange(
  changes: readonly ProbeChange[],
  since: number,
  recordedSince: number,
): string {
  const before = changes.filter(({ at }) => at <= since && since - at <= EXPLAINS_MS);
  const at = Math.max(...before.map((change) => change.at));
  const nearest = before.filter((change) => change.at === at);
  if (nearest.length === 0) return sayNothing(since - recordedSince);
  const when = since - at <= WITHIN_MS ? 'with it' : `${sayDuration(since - at)} before`;
  return nearest.map((change) => `${moverOf(change.kind)} moved ${when}: ${sayChange(change)}`).join('; ');
}

/** `the id a → b`, `prompt`, `price $1 → $2`: hashes and long lists say no more than that they changed. */
function sayChange({ kind, before, after }: ProbeChange): string {
  switch (kind) {
    case 'model':
      return `its id, ${arrow(before, after)}`;
    case 'fingerprint':
      return `its fingerprint, ${arrow(before, after)}`;
    case 'settings':
      return `settings, ${sayDifference(before, after) ?? arrow(before, after)}`;
    case 'provider':
    case 'price':
      return `${kind}, ${arrow(before, after)}`;
    case 'prompt':
    case 'assertions':
      return kind;
  }
}

function sayNothing(recordedMs: number): string {
  if (recordedMs < MINUTE_MS) return 'not known: it is too new to say what moved';
  const span =
    recordedMs < EXPLAINS_MS - HOUR_MS
      ? `${sayDuration(recordedMs)} that are recorded`
      : `${sayDuration(EXPLAINS_MS)} before`;
  return `nothing recorded moved in the ${span}`;
}

function arrow(before: string | null, after: string | null): string {
  return [before, after].map((text) => clip(oneLine(text ?? 'none'), SHOWN)).join(' → ');
}
