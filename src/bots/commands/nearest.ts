import { distance } from 'fastest-levenshtein';

/** What was typed is compared so far: names have 32 letters at most, chats send lines of thousands. */
const MAX_COMPARED = 40;

/** The name that was probably meant; `null` where none is near. A word that was cut short is near. */
export function nearest(word: string, names: readonly string[]): string | null {
  const typed = word.slice(0, MAX_COMPARED).toLowerCase();
  const near = names
    .map((name) => ({
      name,
      far: typed.length >= 2 && name.startsWith(typed) ? 1 : distance(typed, name),
    }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 3)) && far < name.length)
    .toSorted((a, b) => a.far - b.far)[0];
  return near?.name ?? null;
}
