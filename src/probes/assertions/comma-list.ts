/** `a`, `"b, c"` with quotes doubled or escaped inside, or nothing between two commas. */
const ITEM = /\s*(?:"((?:[^"\\]|""|\\.)*)"|([^\s",][^,]*|))\s*(?:,|$)/suy;

/** The texts of `a, "b, c", d` as promptfoo takes them apart: trimmed, empty ones left out; `null`: a quote is not closed. */
export function commaList(text: string): readonly string[] | null {
  const items: string[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.length) {
    const found = ITEM.exec(text);
    if (found === null) return null;
    const [, quoted, bare = ''] = found;
    const item =
      quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"').replace(/\\(["\\])/g, '$1');
    if (item !== '') items.push(item);
  }
  return items;
}
