import { clip, oneLine } from '../core/clip.ts';
import type { Fact } from '../core/message.ts';

const MOST_FACTS = 20;
const LABEL_LENGTH = 40;
/** How long the text of a fact may be: the first of these with which all of them fit. */
const TEXT_LENGTHS = [300, 200, 100, 60, 40] as const;

/**
 * Facts as a platform writes them, one line each: 20 at most, their texts cut so that all of them take at most `room`
 * units, line breaks included. `write` gets how long a text may be. `room` is at least what twenty of the shortest take:
 * a label and a text of 40 each, and what the platform adds to them.
 */
export function fitFacts<Line extends { readonly text: string }>(
  facts: readonly Fact[],
  room: number,
  write: (fact: Fact, textLength: number) => Line,
): readonly Line[] {
  const shown = fewEnough(facts);
  let lines: readonly Line[] = [];
  for (const length of TEXT_LENGTHS) {
    lines = shown.map((fact) => write(fact, length));
    if (lines.reduce((sum, { text }) => sum + text.length + 1, 0) <= room) break;
  }
  return lines;
}

/** What stands before the colon. */
export function labelOf({ label }: Fact): string {
  return clip(oneLine(label), LABEL_LENGTH);
}

function fewEnough(facts: readonly Fact[]): readonly Fact[] {
  const left = facts.length - MOST_FACTS + 1;
  if (left <= 1) return facts;
  return [...facts.slice(0, MOST_FACTS - 1), { label: 'Besides', text: `${left} more lines` }];
}
