import { escapeControls, escapeJsonLine } from '../core/escape.ts';

/** Lines for a person; what a stranger wrote can't move the cursor. */
export function shown(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeControls(line))
    .join('\n');
}

/** Rows in aligned columns, two spaces apart; what a stranger wrote can't move the cursor. */
export function columns(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => escapeControls(cell)));
  const widths: number[] = [];
  for (const row of clean)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return clean
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Data as the `/v1/` twin answers it; what a terminal would obey stands there escaped, as JSON does it. */
export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => escapeJsonLine(line))
    .join('\n');
}
