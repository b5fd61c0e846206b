import { escapeMarkdown } from '../discord/markdown.ts';

/** A part of an answer that may be longer than a chat shows. */
export interface Part {
  /** `null`: its lines stand for themselves. */
  readonly title: string | null;
  /** What it tells of, each in lines that stay together. */
  readonly entries: readonly (readonly string[])[];
  /** How many there are of them, where not all are in `entries`. */
  readonly all?: number;
  /** Which ones stay where not all fit. */
  readonly keep?: 'first' | 'last';
  /** Says that so many are left out, and where they stand. */
  readonly more: (left: number) => string;
  /** UTF-16 units it has for sure, as Discord shows it; besides, it has what the parts before it left over. */
  readonly room: number;
}

/** The parts that have anything, a blank line between them. What does not fit is left out whole, and counted. */
export function fit(parts: readonly Part[]): readonly string[] {
  const lines: string[] = [];
  let spare = 0;
  for (const part of parts) {
    const room = spare + part.room;
    const shown = within(part, room);
    spare = room - unitsOf(shown);
    if (shown.length > 0) lines.push(...(lines.length === 0 ? [] : ['']), ...shown);
  }
  return lines;
}

function within(part: Part, room: number): readonly string[] {
  const { length } = part.entries;
  if (length === 0) return [];
  for (let count = length; count > 0; count--) {
    const lines = withEntries(part, count);
    if (unitsOf(lines) <= room) return lines;
  }
  return withEntries(part, 0);
}

function withEntries({ title, entries, all, keep = 'first', more }: Part, count: number): readonly string[] {
  const first = keep === 'first' ? 0 : entries.length - count;
  const lines = entries.slice(first, first + count).flat();
  const left = (all ?? entries.length) - count;
  const rest = left > 0 ? [more(left)] : [];
  return [
    ...(title === null ? [] : [title]),
    ...(keep === 'first' ? [...lines, ...rest] : [...rest, ...lines]),
  ];
}

/** With what Discord's escaping adds, which no other platform exceeds. */
function unitsOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + escapeMarkdown(line).length + 1, 0);
}
