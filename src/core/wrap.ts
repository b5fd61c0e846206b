/**
 * Cuts a line into pieces of at most `width` cells of a terminal, at a space where one is near. Whatever is not
 * ASCII counts as two cells, so that a terminal never breaks the line by itself, where nobody indents it.
 */
export function wrap(line: string, width: number): readonly string[] {
  const room = Math.max(2, width);
  if (line.length * 2 <= room) return [line];
  const pieces: string[] = [];
  let start = 0;
  let cells = 0;
  let space = -1;
  let at = 0;
  while (at < line.length) {
    const code = line.codePointAt(at) ?? 0;
    const size = code < 0x80 ? 1 : 2;
    if (cells + size > room) {
      const end = space > start && space - start >= (at - start) / 2 ? space + 1 : at;
      pieces.push(line.slice(start, end));
      start = at = end;
      cells = 0;
      space = -1;
      continue;
    }
    if (code === 0x20) space = at;
    cells += size;
    at += code > 0xffff ? 2 : 1;
  }
  pieces.push(line.slice(start));
  return pieces;
}
